/*
 * The part of the JNI backend beside the calls: the way to native memory. The calls are in generated/output/c/calls.c.
 *
 * The prototypes come from the header that javac makes of JniBackend.java, so a signature that changes on one side only
 * does not compile.
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "libcsockets.h"
#include "libcsockets_internal_JniBackend.h"

#define BACKEND(type, name) JNIEXPORT type JNICALL Java_libcsockets_internal_JniBackend_##name

jfieldID buffer_address;

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM *vm, void *reserved)
{
    (void)reserved;
    JNIEnv *env;
    if ((*vm)->GetEnv(vm, (void **)&env, JNI_VERSION_1_8) != JNI_OK)
        return JNI_ERR;
    jclass buffer = (*env)->FindClass(env, "java/nio/Buffer");
    if (buffer != NULL)
        buffer_address = (*env)->GetFieldID(env, buffer, "address", "J");
    (*env)->ExceptionClear(env);
    return JNI_VERSION_1_8;
}

BACKEND(jbyteArray, bytes)(JNIEnv *env, jobject self, jlong address)
{
    (void)self;
    const char *text = (const char *)P(address);
    jsize length = (jsize)strlen(text);
    jbyteArray bytes = (*env)->NewByteArray(env, length);
    if (bytes != NULL)
        (*env)->SetByteArrayRegion(env, bytes, 0, length, (const jbyte *)text);
    return bytes;
}

BACKEND(jobject, buffer)(JNIEnv *env, jobject self, jlong address, jint size)
{
    (void)self;
    return (*env)->NewDirectByteBuffer(env, (void *)P(address), size);
}

BACKEND(jlong, address)(JNIEnv *env, jobject self, jobject direct)
{
    (void)self;
    return address_of(env, direct);
}

/* ---- arrays ---- */

/*
 * The flags have MSG_DONTWAIT: between the two calls into the JVM, the garbage collector may have to wait for this
 * thread.
 */

BACKEND(jint, sendArray)(JNIEnv *env, jclass self, jint fd, jbyteArray array, jint offset, jint length, jint flags)
{
    (void)self;
    jbyte *bytes = (*env)->GetPrimitiveArrayCritical(env, array, NULL);
    if (bytes == NULL)
        return -ENOMEM;
    jint result = (jint)send(fd, bytes + offset, (size_t)length, flags);
    if (result < 0)
        result = -errno;
    (*env)->ReleasePrimitiveArrayCritical(env, array, bytes, JNI_ABORT);
    return result;
}

BACKEND(jint, recvArray)(JNIEnv *env, jclass self, jint fd, jbyteArray array, jint offset, jint length, jint flags)
{
    (void)self;
    jbyte *bytes = (*env)->GetPrimitiveArrayCritical(env, array, NULL);
    if (bytes == NULL)
        return -ENOMEM;
    jint result = (jint)recv(fd, bytes + offset, (size_t)length, flags);
    if (result < 0)
        result = -errno;
    (*env)->ReleasePrimitiveArrayCritical(env, array, bytes, result > 0 ? 0 : JNI_ABORT);
    return result;
}
