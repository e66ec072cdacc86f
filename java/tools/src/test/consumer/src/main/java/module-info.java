/** A program that uses the library as a module; on the class path this file means nothing. */
module consumer {
    requires libcsockets;
}
