# The flags of all our code.
#
# pareto_instrumentation: language level, sanitizers, hardening. Generated code has these and no warnings, because
# code with and without a sanitizer in one program gives false alarms.
# pareto_options: the same, the include root and the warnings. Everything written by hand links it.

add_library(pareto_instrumentation INTERFACE)
target_compile_features(pareto_instrumentation INTERFACE cxx_std_20)

set(PARETO_SANITIZERS_USED "none")
if(PARETO_FUZZ)
    if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
        message(FATAL_ERROR "PARETO_FUZZ needs clang: configure with -DCMAKE_CXX_COMPILER=clang++-14")
    endif()
    if(PARETO_SANITIZE)
        message(FATAL_ERROR "PARETO_FUZZ brings its own sanitizers: leave PARETO_SANITIZE empty")
    endif()
    set(PARETO_SANITIZERS_USED "fuzzer, address, undefined")
    set(sanitize_flags -fsanitize=address,undefined -fno-sanitize=vptr,function)
    target_compile_options(pareto_instrumentation INTERFACE -fsanitize=fuzzer-no-link)
    # What a fuzz target links to get libFuzzer's main().
    add_library(pareto_fuzzer INTERFACE)
    target_link_options(pareto_fuzzer INTERFACE -fsanitize=fuzzer)
elseif(PARETO_SANITIZE)
    set(PARETO_SANITIZERS_USED "${PARETO_SANITIZE}")
    set(sanitize_flags -fsanitize=${PARETO_SANITIZE})
    if(PARETO_SANITIZE MATCHES "undefined")
        # libpqxx and others hide their typeinfo, which vptr needs.
        list(APPEND sanitize_flags -fno-sanitize=vptr)
    endif()
endif()
if(DEFINED sanitize_flags)
    if(NOT sanitize_flags MATCHES "thread")
        list(APPEND sanitize_flags -fno-sanitize-recover=all)
    endif()
    target_compile_options(pareto_instrumentation INTERFACE ${sanitize_flags} -fno-omit-frame-pointer)
    target_link_options(pareto_instrumentation INTERFACE ${sanitize_flags})
endif()

target_compile_definitions(pareto_instrumentation INTERFACE _GLIBCXX_ASSERTIONS)
target_compile_options(pareto_instrumentation INTERFACE -fstack-protector-strong)
if(NOT DEFINED sanitize_flags)
    set(optimised "$<CONFIG:Release,RelWithDebInfo>")
    target_compile_options(
        pareto_instrumentation INTERFACE "$<${optimised}:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2;-fcf-protection>")
    target_link_options(pareto_instrumentation INTERFACE "$<${optimised}:LINKER:-z,relro,-z,now>")
endif()

add_library(pareto_options INTERFACE)
target_link_libraries(pareto_options INTERFACE pareto_instrumentation)
target_include_directories(pareto_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(
    pareto_options
    INTERFACE -Wall
              -Wextra
              -Wpedantic
              -Wshadow
              -Wconversion
              -Wsign-conversion
              -Wold-style-cast
              -Woverloaded-virtual
              -Wnon-virtual-dtor
              -Wdouble-promotion
              -Wimplicit-fallthrough
              -Wundef)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(pareto_options INTERFACE -Wduplicated-cond -Wduplicated-branches -Wlogical-op)
    if(CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
        # GCC 12 warns falsely about "[" + text + "]" when it optimises, and about moved variants that hold strings.
        target_compile_options(pareto_options INTERFACE -Wno-restrict -Wno-maybe-uninitialized)
    endif()
endif()
