// A PKCS#11 module that passes every call on to another one, and does what hardware does where that one does not. What it
// is told and remembers are files in the directory BEDPLATE_TEST_TOKEN:
//   wrong-pins     how many in a row; at three the PIN is locked
//   sessions       how many a process can have
//   is-pulled      while it is there, the token is not
//   at-signature   what the next C_Sign meets: pulled, blinked or sessions-lost; removed when it has happened
// The other module is BEDPLATE_TEST_MODULE.
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <p11-kit/pkcs11.h>

#define MOST_WRONG_PINS 3

static CK_FUNCTION_LIST_PTR real;
static CK_FUNCTION_LIST functions;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long sessions;

static void path(char *buffer, size_t size, const char *name) {
    const char *directory = getenv("BEDPLATE_TEST_TOKEN");
    snprintf(buffer, size, "%s/%s", directory ? directory : "/nonexistent", name);
}

// The text of a file; empty when there is none.
static void text_of(const char *name, char *buffer, size_t size) {
    char file[512];
    path(file, sizeof file, name);
    buffer[0] = 0;
    FILE *stream = fopen(file, "r");
    if (!stream) return;
    buffer[fread(buffer, 1, size - 1, stream)] = 0;
    fclose(stream);
}

static long number_of(const char *name, long absent) {
    char text[32];
    text_of(name, text, sizeof text);
    return text[0] ? strtol(text, NULL, 10) : absent;
}

static void write_file(const char *name, const char *text) {
    char file[512];
    path(file, sizeof file, name);
    FILE *stream = fopen(file, "w");
    if (!stream) return;
    fputs(text, stream);
    fclose(stream);
}

static void remove_file(const char *name) {
    char file[512];
    path(file, sizeof file, name);
    unlink(file);
}

static void lose_sessions(void) {
    CK_SLOT_ID slots[16];
    CK_ULONG count = 16;
    if (real->C_GetSlotList(CK_TRUE, slots, &count) == CKR_OK)
        for (CK_ULONG i = 0; i < count; i++) real->C_CloseAllSessions(slots[i]);
    pthread_mutex_lock(&lock);
    sessions = 0;
    pthread_mutex_unlock(&lock);
}

static int is_pulled(void) {
    char file[512];
    path(file, sizeof file, "is-pulled");
    return access(file, F_OK) == 0;
}

static CK_RV get_slot_list(CK_BBOOL with_token, CK_SLOT_ID_PTR slots, CK_ULONG_PTR count) {
    if (with_token && is_pulled()) {
        *count = 0;
        return CKR_OK;
    }
    return real->C_GetSlotList(with_token, slots, count);
}

static CK_RV get_token_info(CK_SLOT_ID slot, CK_TOKEN_INFO_PTR info) {
    if (is_pulled()) return CKR_TOKEN_NOT_PRESENT;
    CK_RV result = real->C_GetTokenInfo(slot, info);
    if (result != CKR_OK) return result;
    long wrong = number_of("wrong-pins", 0);
    info->flags &= ~(CKF_USER_PIN_COUNT_LOW | CKF_USER_PIN_FINAL_TRY | CKF_USER_PIN_LOCKED);
    if (wrong > 0) info->flags |= CKF_USER_PIN_COUNT_LOW;
    if (wrong == MOST_WRONG_PINS - 1) info->flags |= CKF_USER_PIN_FINAL_TRY;
    if (wrong >= MOST_WRONG_PINS) info->flags |= CKF_USER_PIN_LOCKED;
    return CKR_OK;
}

static CK_RV open_session(CK_SLOT_ID slot, CK_FLAGS flags, void *application, CK_NOTIFY notify,
                          CK_SESSION_HANDLE_PTR session) {
    if (is_pulled()) return CKR_TOKEN_NOT_PRESENT;
    pthread_mutex_lock(&lock);
    CK_RV result = CKR_SESSION_COUNT;
    if (sessions < number_of("sessions", 1000)) result = real->C_OpenSession(slot, flags, application, notify, session);
    if (result == CKR_OK) sessions++;
    pthread_mutex_unlock(&lock);
    return result;
}

static CK_RV close_session(CK_SESSION_HANDLE session) {
    pthread_mutex_lock(&lock);
    CK_RV result = real->C_CloseSession(session);
    if (result == CKR_OK) sessions--;
    pthread_mutex_unlock(&lock);
    return result;
}

static CK_RV login(CK_SESSION_HANDLE session, CK_USER_TYPE user, CK_UTF8CHAR_PTR pin, CK_ULONG size) {
    if (is_pulled()) return CKR_DEVICE_REMOVED;
    long wrong = number_of("wrong-pins", 0);
    if (wrong >= MOST_WRONG_PINS) return CKR_PIN_LOCKED;
    CK_RV result = real->C_Login(session, user, pin, size);
    char text[32];
    snprintf(text, sizeof text, "%ld", wrong + 1);
    if (result == CKR_PIN_INCORRECT) write_file("wrong-pins", text);
    if (result == CKR_OK) remove_file("wrong-pins");
    return result;
}

static CK_RV sign_init(CK_SESSION_HANDLE session, CK_MECHANISM_PTR mechanism, CK_OBJECT_HANDLE key) {
    if (is_pulled()) return CKR_DEVICE_REMOVED;
    return real->C_SignInit(session, mechanism, key);
}

static CK_RV sign(CK_SESSION_HANDLE session, CK_BYTE_PTR data, CK_ULONG size, CK_BYTE_PTR signature,
                  CK_ULONG_PTR signature_size) {
    char event[32];
    text_of("at-signature", event, sizeof event);
    if (event[0]) {
        remove_file("at-signature");
        if (strcmp(event, "pulled") == 0) write_file("is-pulled", "");
        lose_sessions();
        return strcmp(event, "sessions-lost") == 0 ? CKR_SESSION_HANDLE_INVALID : CKR_DEVICE_REMOVED;
    }
    if (is_pulled()) return CKR_DEVICE_REMOVED;
    return real->C_Sign(session, data, size, signature, signature_size);
}

static void load(void) {
    const char *module = getenv("BEDPLATE_TEST_MODULE");
    void *library = module ? dlopen(module, RTLD_NOW | RTLD_LOCAL) : NULL;
    CK_C_GetFunctionList list;
    *(void **)&list = library ? dlsym(library, "C_GetFunctionList") : NULL;
    if (!list || list(&real) != CKR_OK) return;
    functions = *real;
    functions.C_GetSlotList = get_slot_list;
    functions.C_GetTokenInfo = get_token_info;
    functions.C_OpenSession = open_session;
    functions.C_CloseSession = close_session;
    functions.C_Login = login;
    functions.C_SignInit = sign_init;
    functions.C_Sign = sign;
}

CK_RV C_GetFunctionList(CK_FUNCTION_LIST_PTR_PTR list) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    if (!real) return CKR_GENERAL_ERROR;
    functions.C_GetFunctionList = C_GetFunctionList;
    *list = &functions;
    return CKR_OK;
}
