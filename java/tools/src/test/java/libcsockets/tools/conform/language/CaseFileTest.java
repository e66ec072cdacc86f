package libcsockets.tools.conform.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import libcsockets.tools.conform.CasesTest;
import libcsockets.tools.conform.c.CDriver;
import libcsockets.tools.conform.run.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files that the parser accepts and refuses, and the place that it names for a fault. */
public class CaseFileTest {
    private static final String HEADER = "id\ttags\tsetup\tcall\targs\texpected\tcheck\tsource\tnote\n";

    public static CaseFile parse(String text) {
        return CaseFile.parse("file.tsv", text.getBytes(StandardCharsets.UTF_8));
    }

    public static CaseFile resource(String name) {
        try (InputStream in = CaseFileTest.class.getResourceAsStream(name)) {
            return CaseFile.parse(name, in.readAllBytes());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static CaseFileException refused(String text) {
        return assertThrows(CaseFileException.class, () -> parse(text));
    }

    @Test
    void theBundledCasesAreThere() {
        assertEquals(376, CaseFile.bundled().cases().size());
    }

    @Test
    void aCaseHasItsParts() {
        Case test = parse(HEADER
                        + "c.id\tsafe,tcp\t?a,b=socketpair(1,2,0); ;sleep(1) -> ok:0|fail\t"
                        + "send\ta,\"x\",0\tok:1 | errno:EPIPE"
                        + "\tassert(ret,eq,1)\town\tnote\n")
                .cases()
                .get(0);
        assertEquals("c.id", test.id());
        assertEquals(Set.of("safe", "tcp"), test.tags());
        assertEquals(Verb.SEND, test.call());
        assertEquals(3, test.arguments().size());
        Step first = test.setup().get(0);
        assertTrue(first.prerequisite());
        assertEquals(List.of("a", "b"), first.names());
        assertNull(first.expected());
        Step last = test.setup().get(1);
        assertEquals(3, last.number());
        assertFalse(last.prerequisite());
        assertNull(last.names());
        assertEquals(2, last.expected().alternatives().size());
        assertEquals(2, test.expected().alternatives().size());
        assertEquals(Verb.ASSERT, test.check().get(0).verb());
        assertFalse(test.wild());
    }

    @Test
    void sixColumnsAreEnoughAndLinesMayEndInCrLf() {
        CaseFile file = parse("# comment\r\n\r\n" + HEADER.replace("\n", "\r\n") + "a\tsafe\t-\tpipe\t-\tok:0\r\n");
        assertEquals(1, file.cases().size());
        assertTrue(file.cases().get(0).setup().isEmpty());
        assertTrue(file.cases().get(0).check().isEmpty());
    }

    @Test
    void theLastLineNeedsNoEnd() {
        assertEquals(
                2,
                parse("a\tsafe\t-\tpipe\t-\tok\nb\tsafe\t-\tpipe\t-\tok")
                        .cases()
                        .size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            value = {
                "send@1,BAD/len=4,0@true",
                "send@1,PTR:-1/len=4,0@true",
                "send@1,PTR:0/len=4,0@false",
                "send@1,NULL/len=4,0@false",
                "send@1,\"BAD PTR:1\",0@false",
                "bind@1,BAD/len=4@true",
                "accept@1,BUF,PTR:3@true",
                "accept@1,BAD,16@true",
                "sendmsg@1,NULL,[\"x\",BAD/len=1],NULL,0@true",
                "recvmsg@1,NULL,[1],BAD/len=64,0@true",
                "recvmmsg@1,[1],0,BAD@true",
                "poll@PTR:-1/len=1,0@true",
                "dup@BADFD@false",
                "fcntl@1,F_GETLK,0@false",
                "fcntl@1,F_GETLK,8@true",
                "fcntl@1,F_SETFD,1@false",
            })
    void wildPointersAreSeenBeforeTheRun(String call, String arguments, boolean wild) {
        Case test = parse("a\tsafe\t-\t" + call + "\t" + arguments + "\tok\n")
                .cases()
                .get(0);
        assertEquals(wild, test.wild());
    }

    @Test
    void aWildPointerInAStepCounts() {
        assertTrue(parse("a\tsafe\trecv(1,BAD/len=1,0)\tpipe\t-\tok\n")
                .cases()
                .get(0)
                .wild());
        assertTrue(parse("a\tsafe\t-\tpipe\t-\tok\trecv(1,BAD/len=1,0)\n")
                .cases()
                .get(0)
                .wild());
    }

    /** The columns count from 1; the line is the second. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '^',
            quoteCharacter = '`',
            value = {
                // columns of the line
                "a~safe~-~pipe~-^1^6 to 9 columns",
                "a~safe~-~pipe~-~ok~-~own~note~more^1^here are 10",
                "~safe~-~pipe~-~ok^1^an id is a name without blanks",
                "a b~safe~-~pipe~-~ok^1^an id is a name without blanks",
                // steps
                "a~safe~nothing~pipe~-~ok^8^a step is verb(arguments)",
                "a~safe~x; touch(f~pipe~-~ok^16^this ( is not closed",
                "a~safe~touch(f))~pipe~-~ok^16^closes nothing",
                "a~safe~touch([f)~pipe~-~ok^16^closes nothing",
                "a~safe~touch(f)g~pipe~-~ok^16^nothing may follow the )",
                "a~safe~touch(\"f)~pipe~-~ok^14^this string is not closed",
                "a~safe~open(f)~pipe~-~ok^8^there is no verb 'open'",
                "a~safe~X=socket(1,1,0)~pipe~-~ok^8^a name is a lower-case letter",
                "a~safe~=socket(1,1,0)~pipe~-~ok^8^there must be a name",
                "a~safe~x=touch(f)~pipe~-~ok^8^touch makes no descriptor, here are 1 names",
                "a~safe~x=socketpair(1,1,0)~pipe~-~ok^8^socketpair makes 2 descriptors, here are 1 names",
                "a~safe~x,y=socket(1,1,0)~pipe~-~ok^8^socket makes one descriptor, here are 2 names",
                "a~safe~sleep(1) -> ~pipe~-~ok^19^there must be a result",
                "a~safe~sleep(1) -> okay~pipe~-~ok^20^a result is ok, ok:N",
                "a~safe~sleep(1) -> ok:x~pipe~-~ok^20^a result is ok, ok:N",
                "a~safe~sleep(1) -> ok:>=~pipe~-~ok^25^there must be a number",
                "a~safe~assert(ret,eq,1) -> ok~pipe~-~ok^8^an assertion has no",
                // the call
                "a~safe~-~poke~-~ok^10^there is no verb 'poke'",
                "a~safe~-~assert~ret,eq,0~ok^10^assert is not a call",
                "a~safe~-~pipe~1~ok^10^pipe takes no arguments, here are 1",
                "a~safe~-~bind~1~ok^10^bind takes 2 arguments, here are 1",
                "a~safe~-~sendmsg~1,NULL,0,0~ok^10^sendmsg takes 5 or 3 arguments, here are 4",
                "a~safe~-~pipe~-~^17^there must be a result",
                // numbers
                "a~safe~-~dup~s~ok^14^no step before binds the name s",
                "a~safe~-~dup~r0~ok^14^no step before binds the name r0",
                "a~safe~-~dup~1x~ok^14^not a 64-bit number: '1x'",
                "a~safe~-~dup~0x~ok^14^not a 64-bit number",
                "a~safe~-~dup~09~ok^14^not a 64-bit number",
                "a~safe~-~dup~--1~ok^14^not a 64-bit number",
                "a~safe~-~dup~99999999999999999999~ok^14^not a 64-bit number",
                "a~safe~-~dup~NOTHING~ok^14^there is no constant 'NOTHING'",
                "a~safe~-~dup~1|~ok^16^there must be a number here",
                "a~safe~-~dup~ns:~ok^17^there must be a number here",
                "a~safe~-~dup~`~ok^14^there is no constant",
                // bytes
                "a~safe~-~send~1,text,0~ok^17^bytes are \"text\"",
                "a~safe~-~send~1,\"a\"b,0~ok^20^nothing may follow the string",
                "a~safe~-~send~1,\"a\\q\",0~ok^19^after \\ there may be",
                "a~safe~-~send~1,\"\\x4\",0~ok^18^two hexadecimal digits",
                "a~safe~-~send~1,\"\\x4g\",0~ok^21^not a hexadecimal digit",
                "a~safe~-~send~1,hex:abc,0~ok^21^two hexadecimal digits each",
                "a~safe~-~send~1,hex:zz,0~ok^21^not a hexadecimal digit",
                "a~safe~-~send~1,fill:-1,0~ok^22^the number of bytes must be",
                "a~safe~-~send~1,zeros:99999999999,0~ok^23^the number of bytes must be",
                "a~safe~-~send~1,\"a\"/len=x,0~ok^25^no step before binds",
                "a~safe~-~send~1,\"a\"/len=1/len=2,0~ok^26^/len= is there twice",
                "a~safe~-~send~1,\"a\"/size=1,0~ok^20^nothing may follow the string",
                "a~safe~-~send~1,NULLX,0~ok^17^bytes are",
                "a~safe~-~send~1,PTR:,0~ok^21^there must be a number",
                "a~safe~-~socketpair~1,1,0,\"x\"~ok^27^this must be a pointer",
                // addresses
                "a~safe~-~bind~1,host~ok^17^not an address",
                "a~safe~-~bind~1,1.2.3:0~ok^17^not an IPv4 address",
                "a~safe~-~bind~1,1.2.3.256:0~ok^17^not an IPv4 address",
                "a~safe~-~bind~1,1.2.3.04:0~ok^17^not an IPv4 address",
                "a~safe~-~bind~1,1.2.3.4.5:0~ok^17^not an IPv4 address",
                "a~safe~-~bind~1,1.2.3.4:~ok^25^there must be a number",
                "a~safe~-~bind~1,1.2.3.4:@x~ok^26^no step before binds",
                "a~safe~-~bind~1,[::g]:0~ok^18^not an IPv6 address",
                "a~safe~-~bind~1,[1::2::3]:0~ok^18^not an IPv6 address",
                "a~safe~-~bind~1,[::1]~ok^17^after ] there must be :PORT",
                "a~safe~-~bind~1,packet:lo:1:2~ok^17^packet:INTERFACE",
                "a~safe~-~accept~1,12,16~ok^19^the buffer for a result is BUF",
                // the others
                "a~safe~-~setsockopt~1,1,1,linger(1)~ok^27^there must be two values",
                "a~safe~-~setsockopt~1,1,1,mreq(1.2.3,0.0.0.0)~ok^32^not an IPv4 address",
                "a~safe~-~sendmsg~1,NULL,x,NULL,0~ok^25^this must be [...] or a pointer",
                "a~safe~-~sendmsg~1,NULL,[],[x],0~ok^29^a control message is rights",
                "a~safe~-~sendmsg~1,NULL,[],cmsg(1),0~ok^28^cmsg(level,type)",
                "a~safe~-~sendmsg~1,NULL,[],cmsg(1,1,NULL),0~ok^37^a number or bytes, not a pointer",
                "a~safe~-~recvmmsg~1,[1],0,ts(1)~ok^27^ts(seconds,nanoseconds)",
                "a~safe~-~recvmmsg~1,[1],0,5~ok^27^a timeout is",
                "a~safe~-~ioctl~1,1,5~ok^20^ioctl's argument is",
                "a~safe~-~poll~[1],0~ok^16^an entry of poll is",
                "a~safe~-~fd~socket~ok^13^fd makes file, dir",
                "a~safe~-~pipe~-~ok~assert(size,eq,1)^27^a field of an assertion is one of ret, data",
                "a~safe~-~pipe~-~ok~assert(ret,is,1)^31^an operator of an assertion is one of eq, ne",
                "a~safe~-~pipe~-~ok~assert(data,ge,\"x\")^32^data can be compared with eq and ne only",
                "a~safe~-~pipe~-~ok~assert(data,eq,NULL)^35^data are compared with bytes",
                "a~safe~-~pipe~-~ok~assert(ret,eq,\"1\")^34^there is no constant",
            })
    void aFaultIsShownWhereItIs(String line, int column, String message) {
        CaseFileException e = refused(HEADER + (line == null ? "" : line.replace('~', '\t')) + "\n");
        assertTrue(e.getMessage().contains(message), e::getMessage);
        assertEquals(2, e.line());
        assertEquals(column, e.column(), e::getMessage);
        assertTrue(e.getMessage().startsWith("file.tsv:2:" + column + ": "), e::getMessage);
    }

    private static String many(int count, String text, String separator) {
        return String.join(separator, Collections.nCopies(count, text));
    }

    /** The limits of the C program: what it does not take is refused, and what is just within them is not. */
    @ParameterizedTest
    @CsvSource({
        "1100, 'a\tsafe\t@\tpipe\t-\tok:0', sleep(0), ;, steps",
        "64, 'a\tsafe\t-\tpipe\t-\t@', ok, |, alternatives",
        "64, 'a\tsafe\t-\tsleep\t@\tok:0', 0, |, numbers",
        "1100, 'a\tsafe\t-\tsendmsg\t-1,NULL,[@],NULL,0\tfail', zeros:0, ',', buffers",
        "64, 'a\tsafe\t-\tsendmmsg\t-1,[@],0\tfail', [], ',', messages",
        "64, 'a\tsafe\t-\tsendmsg\t-1,NULL,[],[@],0\tfail', 'cmsg(1,1)', ',', control messages",
        "300, 'a\tsafe\t-\tsendmsg\t-1,NULL,[],rights(@),0\tfail', 1, ',', descriptors",
        "1100, 'a\tsafe\t-\tpoll\t[@],0\tok:0', -1:0, ',', entries",
    })
    void theLimitsAreThoseOfTheCProgram(int most, String line, String part, String separator, String what)
            throws IOException {
        CaseFile file = parse(line.replace("@", many(most, part, separator)));
        List<Result> results = new ArrayList<>();
        CDriver.at(CasesTest.cProgram()).run(file.cases(), results::add);
        assertFalse(results.get(0).isMarked(), results.get(0).line());
        String message =
                refused(line.replace("@", many(most + 1, part, separator))).getMessage();
        assertTrue(message.endsWith("there may be at most " + most + " " + what + " here, not " + (most + 1)), message);
    }

    @Test
    void namesAreLimitedAsInTheCProgram() throws IOException {
        StringBuilder steps = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            steps.append("a").append("x".repeat(26)).append(1000 + i).append("=socket(AF_UNIX,SOCK_STREAM,0); ");
        }
        String line = "a\tsafe\t" + steps + "@\tsocket\tAF_UNIX,SOCK_STREAM,0\tok:fd\tclose(r0)";
        CaseFile file = parse(line.replace("@", ""));
        List<Result> results = new ArrayList<>();
        CDriver.at(CasesTest.cProgram()).run(file.cases(), results::add);
        assertEquals("ok:fd", results.get(0).ending());
        String message = refused(line.replace("@", "b=fd(memfd)")).getMessage();
        assertTrue(message.endsWith("a case may have at most 300 names"), message);
        message = refused("a\tsafe\t" + "b".repeat(32) + "=fd(memfd)\tpipe\t-\tok:0")
                .getMessage();
        assertTrue(message.endsWith("a name has at most 31 characters, this one 32"), message);
    }

    @Test
    void columnsAreCharactersNotBytes() {
        assertEquals(21, refused("ä😀\tsafe\t-\tsend\t1,\"€\"b,0\tok\n").column());
    }

    @Test
    void anIdMayBeThereOnce() {
        CaseFileException e = refused(HEADER + "a\tsafe\t-\tpipe\t-\tok\n\na\tsafe\t-\tpipe\t-\tok\n");
        assertEquals(4, e.line());
        assertTrue(e.getMessage().contains("the id a is that of line 2 too"), e::getMessage);
    }

    @Test
    void nothingIsNoCaseFile() {
        for (String text : List.of("", "\n\n", "# only a comment\n", HEADER)) {
            assertEquals("file.tsv: there is no case in it", refused(text).getMessage());
        }
    }

    @Test
    void garbageIsNoText() {
        byte[] program = {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0};
        CaseFileException e = assertThrows(CaseFileException.class, () -> CaseFile.parse("program", program));
        assertEquals("program:1:8: not text: it contains a NUL character", e.getMessage());
        byte[] latin = "a\tsafe\n# M\u00fcller\n".getBytes(StandardCharsets.ISO_8859_1);
        byte[] comment = Arrays.copyOfRange(latin, 7, latin.length);
        e = assertThrows(CaseFileException.class, () -> CaseFile.parse("latin", comment));
        assertEquals("latin:1:4: not UTF-8 text", e.getMessage());
    }

    @Test
    void whatCannotBeReadIsSaid(@TempDir Path directory) {
        assertEquals(
                directory + ": this is a directory, not a case file",
                assertThrows(CaseFileException.class, () -> CaseFile.read(directory))
                        .getMessage());
        Path missing = directory.resolve("missing");
        assertEquals(
                missing + ": there is no such file",
                assertThrows(CaseFileException.class, () -> CaseFile.read(missing))
                        .getMessage());
    }

    @Test
    void aFileThatIsNotAllowedIsSaid(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertTrue(file.toFile().setReadable(false, false));
        if (!Files.isReadable(file)) {
            assertEquals(
                    file + ": permission to read it is denied",
                    assertThrows(CaseFileException.class, () -> CaseFile.read(file))
                            .getMessage());
        }
    }

    // ---- whether the cases of the tests have every form of the language ----

    @Test
    void theCasesHaveEveryFormOfTheLanguage() throws ReflectiveOperationException {
        Set<Class<?>> forms = new HashSet<>();
        Set<Verb> verbs = EnumSet.noneOf(Verb.class);
        Set<Object> words = new HashSet<>();
        for (Case test : resource("forms.tsv").cases()) {
            verbs.add(test.call());
            collect(test.arguments(), forms, words);
            for (List<Step> steps : List.of(test.setup(), test.check())) {
                for (Step step : steps) {
                    verbs.add(step.verb());
                    collect(step.arguments(), forms, words);
                }
            }
        }
        assertEquals(EnumSet.allOf(Verb.class), verbs);
        for (Class<?> kind : List.of(
                Value.class,
                Value.Term.class,
                Value.Content.class,
                Value.Form.class,
                Value.Port.class,
                Value.Item.class)) {
            for (Class<?> form : kind.getPermittedSubclasses()) {
                assertTrue(forms.contains(form), () -> "no case has a " + form.getSimpleName());
            }
        }
        for (Enum<?>[] values :
                List.<Enum<?>[]>of(Value.Field.values(), Value.Operator.values(), Value.Shape.values())) {
            for (Enum<?> value : values) {
                assertTrue(words.contains(value), () -> "no case has " + value);
            }
        }
        for (String kind : Verb.DESCRIPTOR_KINDS) {
            assertTrue(words.contains(kind), () -> "no case has fd(" + kind + ")");
        }
    }

    /** Walks through the values; strings and enum constants are words. */
    private static void collect(Object value, Set<Class<?>> forms, Set<Object> words)
            throws ReflectiveOperationException {
        if (value instanceof Collection<?> values) {
            for (Object element : values) {
                collect(element, forms, words);
            }
        } else if (value instanceof Record) {
            forms.add(value.getClass());
            for (RecordComponent component : value.getClass().getRecordComponents()) {
                component.getAccessor().setAccessible(true);
                collect(component.getAccessor().invoke(value), forms, words);
            }
        } else if (value instanceof String || value instanceof Enum<?>) {
            words.add(value);
        }
    }
}
