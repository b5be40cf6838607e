// Matrix products by OpenBLAS, and sums, on memory that JavaScript already holds: the heap of tfjs's wasm backend. Nothing is copied.
#include <cblas.h>
#include <node_api.h>
#include <stdint.h>
#include <string.h>

extern void openblas_set_num_threads(int threads);
extern char *openblas_get_config(void);

enum { HEAP, A, B, C, M, N, K, TRANSPOSE_A, TRANSPOSE_B, BIAS, RELU, COUNT };

static napi_value refuse(napi_env env, const char *message) {
  napi_throw_range_error(env, NULL, message);
  return NULL;
}

// sgemm(heap, a, b, c, m, n, k, transposeA, transposeB, bias, relu): c [m, n] = op(a) [m, k] op(b) [k, n], row by row,
// with bias [n] added where it is not 0 and negative results set to 0 where relu is 1. a, b, c, bias: byte offsets.
static napi_value sgemm(napi_env env, napi_callback_info info) {
  napi_value args[COUNT];
  size_t count = COUNT;
  if (napi_get_cb_info(env, info, &count, args, NULL, NULL) != napi_ok || count != COUNT) {
    return refuse(env, "sgemm takes a heap and ten numbers");
  }
  napi_typedarray_type type;
  size_t length;
  void *data;
  if (napi_get_typedarray_info(env, args[HEAP], &type, &length, &data, NULL, NULL) != napi_ok || type != napi_uint8_array) {
    return refuse(env, "the heap of sgemm is a Uint8Array");
  }
  int64_t v[COUNT];
  for (int i = A; i < COUNT; i++) {
    if (napi_get_value_int64(env, args[i], &v[i]) != napi_ok || v[i] < 0 || v[i] > UINT32_MAX) {
      return refuse(env, "sgemm takes numbers from 0 to 2^32-1");
    }
  }
  const int64_t sizes[] = {v[M] * v[K], v[K] * v[N], v[M] * v[N]};
  for (int i = A; i <= C; i++) {
    if (v[i] % 4 != 0 || v[i] + 4 * sizes[i - A] > (int64_t)length) return refuse(env, "a matrix of sgemm leaves the heap");
  }
  if (v[BIAS] % 4 != 0 || v[BIAS] + 4 * v[N] > (int64_t)length) return refuse(env, "the bias of sgemm leaves the heap");
  const int m = (int)v[M], n = (int)v[N], k = (int)v[K];
  const float *a = (const float *)((char *)data + v[A]), *b = (const float *)((char *)data + v[B]);
  float *c = (float *)((char *)data + v[C]);
  if (v[BIAS] != 0) {
    const float *bias = (const float *)((char *)data + v[BIAS]);
    for (int i = 0; i < m; i++) memcpy(c + (size_t)i * n, bias, 4 * (size_t)n);
  }
  if (m > 0 && n > 0) {
    cblas_sgemm(CblasRowMajor, v[TRANSPOSE_A] ? CblasTrans : CblasNoTrans, v[TRANSPOSE_B] ? CblasTrans : CblasNoTrans, m, n,
                k, 1, a, v[TRANSPOSE_A] ? m : (k > 0 ? k : 1), b, v[TRANSPOSE_B] ? (k > 0 ? k : 1) : n, v[BIAS] ? 1 : 0, c, n);
  }
  if (v[RELU]) {
    const size_t size = (size_t)m * n;
    for (size_t i = 0; i < size; i++) c[i] = c[i] > 0 ? c[i] : 0;
  }
  return NULL;
}

// sumColumns(heap, x, out, rows, columns): out [columns], the sums of the columns of x [rows, columns], in double precision.
static napi_value sum_columns(napi_env env, napi_callback_info info) {
  enum { X = 1, OUT, ROWS, COLUMNS, ARGS, BLOCK = 64 };
  napi_value args[ARGS];
  size_t count = ARGS, length;
  napi_typedarray_type type;
  void *data;
  if (napi_get_cb_info(env, info, &count, args, NULL, NULL) != napi_ok || count != ARGS ||
      napi_get_typedarray_info(env, args[0], &type, &length, &data, NULL, NULL) != napi_ok || type != napi_uint8_array) {
    return refuse(env, "sumColumns takes a heap and four numbers");
  }
  int64_t v[ARGS];
  for (int i = X; i < ARGS; i++) {
    if (napi_get_value_int64(env, args[i], &v[i]) != napi_ok || v[i] < 0 || v[i] > UINT32_MAX) {
      return refuse(env, "sumColumns takes numbers from 0 to 2^32-1");
    }
  }
  const int64_t rows = v[ROWS], columns = v[COLUMNS];
  if (v[X] % 4 != 0 || v[OUT] % 4 != 0 || v[X] + 4 * rows * columns > (int64_t)length ||
      v[OUT] + 4 * columns > (int64_t)length) {
    return refuse(env, "an array of sumColumns leaves the heap");
  }
  const float *x = (const float *)((char *)data + v[X]);
  float *out = (float *)((char *)data + v[OUT]);
  for (int64_t first = 0; first < columns; first += BLOCK) {
    const int width = columns - first < BLOCK ? (int)(columns - first) : BLOCK;
    double sums[BLOCK] = {0};
    for (int64_t r = 0; r < rows; r++) {
      const float *row = x + r * columns + first;
      if (width == BLOCK) {
        for (int c = 0; c < BLOCK; c++) sums[c] += row[c];
      } else {
        for (int c = 0; c < width; c++) sums[c] += row[c];
      }
    }
    for (int c = 0; c < width; c++) out[first + c] = (float)sums[c];
  }
  return NULL;
}

// setThreads(n): how many threads a product may use from now on, in the whole process.
static napi_value set_threads(napi_env env, napi_callback_info info) {
  napi_value arg;
  size_t count = 1;
  int32_t threads;
  if (napi_get_cb_info(env, info, &count, &arg, NULL, NULL) != napi_ok || count != 1 ||
      napi_get_value_int32(env, arg, &threads) != napi_ok || threads < 1) {
    return refuse(env, "setThreads takes a number of threads");
  }
  openblas_set_num_threads(threads);
  return NULL;
}

NAPI_MODULE_INIT() {
  napi_value value;
  napi_create_function(env, "sgemm", NAPI_AUTO_LENGTH, sgemm, NULL, &value);
  napi_set_named_property(env, exports, "sgemm", value);
  napi_create_function(env, "sumColumns", NAPI_AUTO_LENGTH, sum_columns, NULL, &value);
  napi_set_named_property(env, exports, "sumColumns", value);
  napi_create_function(env, "setThreads", NAPI_AUTO_LENGTH, set_threads, NULL, &value);
  napi_set_named_property(env, exports, "setThreads", value);
  napi_create_string_utf8(env, openblas_get_config(), NAPI_AUTO_LENGTH, &value);
  napi_set_named_property(env, exports, "config", value);
  napi_create_int32(env, 2, &value);
  napi_set_named_property(env, exports, "version", value);
  return exports;
}
