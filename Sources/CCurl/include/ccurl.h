#pragma once
#include <curl/curl.h>
#include <stddef.h>

/// What libcurl takes as variadic arguments, one function for each type. All answer libcurl's code; 0 is well.
CURLcode ccurl_set_number(CURL *handle, CURLoption option, long value);
CURLcode ccurl_set_size(CURL *handle, CURLoption option, curl_off_t value);
/// libcurl copies the text.
CURLcode ccurl_set_text(CURL *handle, CURLoption option, const char *value);
/// libcurl keeps the pointer.
CURLcode ccurl_set_pointer(CURL *handle, CURLoption option, const void *value);

typedef size_t (*ccurl_transfer)(char *bytes, size_t size, size_t count, void *user);
typedef int (*ccurl_seek)(void *user, curl_off_t offset, int origin);
CURLcode ccurl_set_transfer(CURL *handle, CURLoption option, ccurl_transfer function);
CURLcode ccurl_set_seek(CURL *handle, ccurl_seek function);

CURLMcode ccurl_multi_set_number(CURLM *multi, CURLMoption option, long value);

long ccurl_number(CURL *handle, CURLINFO info);
/// NULL where there is none; lives as long as the handle.
const char *ccurl_text(CURL *handle, CURLINFO info);
