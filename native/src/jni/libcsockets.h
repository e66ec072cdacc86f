/*
 * Shared by the functions of the JNI backend: the forms of their results, and the way to a direct buffer's memory.
 *
 * A pointer comes as a jlong, 0 for NULL. The result is taken in the expression right behind the call, so that nothing
 * can change errno in between. No function checks an argument or throws an exception: the Java side does.
 */
#ifndef LIBCSOCKETS_H
#define LIBCSOCKETS_H

#include <errno.h>
#include <jni.h>
#include <stddef.h>
#include <stdint.h>

#define P(address) ((uintptr_t)(address))

#define UNUSED() \
    (void)env;   \
    (void)self

/* The result of the call, or -errno. A ssize_t fits a jint: Linux moves at most 0x7ffff000 bytes in a call. */
#define NUMBER(call)              \
    UNUSED();                     \
    jint returned = (jint)(call); \
    return returned >= 0 ? returned : -errno

/* For the calls that move more. */
#define LONG_NUMBER(call)           \
    UNUSED();                       \
    jlong returned = (jlong)(call); \
    return returned >= 0 ? returned : -errno

/* An address, or -errno for NULL. */
#define POINTER(call)                         \
    UNUSED();                                 \
    jlong returned = (jlong)(intptr_t)(call); \
    return returned != 0 ? returned : -errno

/* An unsigned number, or -errno for 0. */
#define NOT_ZERO(call)            \
    UNUSED();                     \
    jint returned = (jint)(call); \
    return returned != 0 ? returned : -errno

/* A call that cannot fail. */
#define PLAIN(call) \
    UNUSED();       \
    return (jint)(call)

/* The resolver's functions return an EAI_ code, and set errno besides if it is EAI_SYSTEM: both in one number. */
#define RESOLVER(call)                \
    UNUSED();                         \
    uint32_t code = (uint32_t)(call); \
    return (jlong)((uint64_t)(uint32_t)errno << 32 | code)

#define NOTHING(call) \
    UNUSED();         \
    call

/* java.nio.Buffer.address where the JDK has the field: reading it is some 15 ns faster than GetDirectBufferAddress. */
extern __attribute__((visibility("hidden"))) jfieldID buffer_address;

static inline jlong address_of(JNIEnv *env, jobject direct)
{
    return buffer_address != NULL ? (*env)->GetLongField(env, direct, buffer_address)
                                  : (jlong)(uintptr_t)(*env)->GetDirectBufferAddress(env, direct);
}

/* An address, or an index in a direct buffer. */
static inline void *at(JNIEnv *env, jobject base, jlong buf)
{
    return (void *)P(base == NULL ? buf : address_of(env, base) + buf);
}

#endif
