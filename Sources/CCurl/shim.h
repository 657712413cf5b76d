// SPDX-License-Identifier: MIT
// Types and constants come from <curl/curl.h>; the functions come from the library that himat_curl_load opens, so that a
// command without network never pays for loading libcurl and the libraries behind it.
#pragma once
#include <curl/curl.h>
#include <dlfcn.h>
#include <stddef.h>

#define HIMAT_CURL_FUNCTIONS(X)                                                                                        \
    X(global_init) X(version_info)                                                                                     \
    X(easy_init) X(easy_cleanup) X(easy_setopt) X(easy_getinfo) X(easy_pause) X(easy_strerror)                         \
    X(easy_send) X(easy_recv)                                                                                          \
    X(multi_init) X(multi_cleanup) X(multi_setopt) X(multi_add_handle) X(multi_remove_handle)                          \
    X(multi_perform) X(multi_info_read) X(multi_poll) X(multi_wakeup)                                                  \
    X(slist_append) X(slist_free_all)

#define HIMAT_CURL_FIELD(name) __typeof__(&curl_##name) name;
typedef struct himat_curl {
    HIMAT_CURL_FUNCTIONS(HIMAT_CURL_FIELD)
} himat_curl;
#undef HIMAT_CURL_FIELD

// Fills the table from the named library, which stays open; returns NULL, or the loader's words.
static inline const char *himat_curl_load(himat_curl *curl, const char *file) {
    void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    if (!library) return dlerror();
#define HIMAT_CURL_SYMBOL(name)                                                                                        \
    curl->name = (__typeof__(&curl_##name))dlsym(library, "curl_" #name);                                              \
    if (!curl->name) return "curl_" #name " is missing";
    HIMAT_CURL_FUNCTIONS(HIMAT_CURL_SYMBOL)
#undef HIMAT_CURL_SYMBOL
    return NULL;
}

static inline curl_version_info_data *himat_curl_about(const himat_curl *curl) {
    return curl->version_info(CURLVERSION_NOW);
}

typedef size_t (*himat_curl_bytes)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode himat_curl_set_long(const himat_curl *curl, CURL *easy, CURLoption option, long value) {
    return curl->easy_setopt(easy, option, value);
}

static inline CURLcode himat_curl_set_size(const himat_curl *curl, CURL *easy, CURLoption option, curl_off_t value) {
    return curl->easy_setopt(easy, option, value);
}

static inline CURLcode himat_curl_set_string(const himat_curl *curl, CURL *easy, CURLoption option, const char *value) {
    return curl->easy_setopt(easy, option, value);
}

static inline CURLcode himat_curl_set_pointer(const himat_curl *curl, CURL *easy, CURLoption option, void *value) {
    return curl->easy_setopt(easy, option, value);
}

static inline CURLcode himat_curl_set_list(
    const himat_curl *curl, CURL *easy, CURLoption option, struct curl_slist *value) {
    return curl->easy_setopt(easy, option, value);
}

static inline CURLcode himat_curl_set_blob(
    const himat_curl *curl, CURL *easy, CURLoption option, const void *bytes, size_t count) {
    struct curl_blob blob = {.data = (void *)bytes, .len = count, .flags = CURL_BLOB_COPY};
    return curl->easy_setopt(easy, option, &blob);
}

static inline CURLcode himat_curl_set_bytes_callback(
    const himat_curl *curl, CURL *easy, CURLoption option, himat_curl_bytes callback) {
    return curl->easy_setopt(easy, option, callback);
}

static inline CURLcode himat_curl_set_prereq_callback(
    const himat_curl *curl, CURL *easy, curl_prereq_callback callback) {
    return curl->easy_setopt(easy, CURLOPT_PREREQFUNCTION, callback);
}

static inline CURLcode himat_curl_get_long(const himat_curl *curl, CURL *easy, CURLINFO info, long *value) {
    return curl->easy_getinfo(easy, info, value);
}

static inline CURLcode himat_curl_get_size(const himat_curl *curl, CURL *easy, CURLINFO info, curl_off_t *value) {
    return curl->easy_getinfo(easy, info, value);
}

static inline CURLcode himat_curl_get_socket(const himat_curl *curl, CURL *easy, curl_socket_t *value) {
    return curl->easy_getinfo(easy, CURLINFO_ACTIVESOCKET, value);
}

static inline CURLMcode himat_curl_multi_set_long(const himat_curl *curl, CURLM *multi, CURLMoption option, long value) {
    return curl->multi_setopt(multi, option, value);
}

// The easy handle and the result of the next transfer that has ended; NULL when there is none.
static inline CURL *himat_curl_multi_ended(const himat_curl *curl, CURLM *multi, CURLcode *result) {
    int left = 0;
    CURLMsg *message;
    while ((message = curl->multi_info_read(multi, &left))) {
        if (message->msg == CURLMSG_DONE) {
            *result = message->data.result;
            return message->easy_handle;
        }
    }
    return NULL;
}
