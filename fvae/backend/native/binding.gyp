{
  "targets": [
    {
      "target_name": "sgemm",
      "sources": ["sgemm.c"],
      "defines": ["NAPI_VERSION=8"],
      "cflags": ["-O3"],
      "include_dirs": ["/usr/include/openblas"],
      "libraries": ["-lopenblas"],
      "conditions": [["OS=='mac'", { "include_dirs": ["<!@(brew --prefix openblas)/include"], "library_dirs": ["<!@(brew --prefix openblas)/lib"] }]]
    }
  ]
}
