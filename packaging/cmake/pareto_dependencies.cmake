# What Pareto uses from outside: Debian 12 packages, nothing vendored. packaging/install-packages installs them.

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(Boost 1.81 CONFIG REQUIRED COMPONENTS headers json url)
find_package(OpenSSL 3 REQUIRED)
find_package(Protobuf 3.21 REQUIRED)
find_package(tl-expected REQUIRED)  # tl::expected
find_package(fmt REQUIRED)  # fmt::fmt
find_package(spdlog REQUIRED)  # spdlog::spdlog; the header-only target costs 12 s a file
find_package(CLI11 REQUIRED)  # CLI11::CLI11; only in main.cpp
find_package(tomlplusplus REQUIRED)  # tomlplusplus::tomlplusplus
find_package(date REQUIRED)  # date::date, date::date-tz
find_package(zstd REQUIRED)  # zstd::libzstd_shared
find_package(SQLite3 REQUIRED)  # SQLite::SQLite3
find_package(SQLiteCpp REQUIRED)  # SQLiteCpp
pkg_check_modules(libpqxx REQUIRED IMPORTED_TARGET libpqxx)  # PkgConfig::libpqxx
pkg_check_modules(libpq REQUIRED IMPORTED_TARGET libpq)  # PkgConfig::libpq
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)  # PkgConfig::sodium

# Asio with one set of macros: files that differ in them crash. common/net/asio_impl.cpp holds the bodies.
add_library(pareto_asio INTERFACE)
target_compile_definitions(pareto_asio INTERFACE BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)
target_link_libraries(pareto_asio INTERFACE Boost::headers OpenSSL::SSL OpenSSL::Crypto Threads::Threads)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # GCC 12 warns falsely about the frames of Asio's coroutines when it optimises.
    target_compile_options(pareto_asio INTERFACE -Wno-mismatched-new-delete)
endif()

# The PC/SC reader driver is optional: without the library it is left out, and the summary says so. A folder asks
# `if(TARGET PkgConfig::pcsc)`.
set(PARETO_PCSC_SUMMARY "left out: PARETO_PCSC is off")
if(PARETO_PCSC)
    pkg_check_modules(pcsc QUIET IMPORTED_TARGET libpcsclite)
    if(TARGET PkgConfig::pcsc)
        set(PARETO_PCSC_SUMMARY "libpcsclite ${pcsc_VERSION}")
    else()
        set(PARETO_PCSC_SUMMARY "LEFT OUT: libpcsclite not found (package libpcsclite-dev)")
    endif()
endif()

# The same for the readers of libnfc: `if(TARGET PkgConfig::nfc)`.
set(PARETO_NFC_SUMMARY "left out: PARETO_NFC is off")
if(PARETO_NFC)
    pkg_check_modules(nfc QUIET IMPORTED_TARGET libnfc)
    if(TARGET PkgConfig::nfc)
        set(PARETO_NFC_SUMMARY "libnfc ${nfc_VERSION}")
    else()
        set(PARETO_NFC_SUMMARY "LEFT OUT: libnfc not found (package libnfc-dev)")
    endif()
endif()

# The terminal's window is optional, too: `if(PARETO_WINDOW_FOUND)`.
set(PARETO_WINDOW_FOUND FALSE)
set(PARETO_WINDOW_SUMMARY "left out: PARETO_WINDOW is off")
if(PARETO_WINDOW)
    find_package(Qt6 6.4 QUIET COMPONENTS Quick QuickControls2 LinguistTools)
    if(Qt6_FOUND)
        set(PARETO_WINDOW_FOUND TRUE)
        set(PARETO_WINDOW_SUMMARY "Qt ${Qt6_VERSION}")
        find_package(Qt6 6.4 QUIET COMPONENTS Test)  # the tests of its pages
    else()
        set(PARETO_WINDOW_SUMMARY "LEFT OUT: Qt 6.4 not found (packages qt6-declarative-dev, qt6-tools-dev)")
    endif()
endif()

if(BUILD_TESTING)
    find_package(GTest REQUIRED)  # GTest::gtest_main, GTest::gmock
    find_package(rapidcheck REQUIRED)  # rapidcheck, rapidcheck_gtest (without GoogleTest: link that too)
    find_package(benchmark REQUIRED)  # benchmark::benchmark
    find_package(Python3 3.11 REQUIRED COMPONENTS Interpreter)  # the style test
    include(GoogleTest)
endif()
