// Reaching HQ: a TCP connection to a host by name or address, with one deadline over all of it.
// Internal to this folder.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>

#include "common/base/fault.h"

namespace pareto::net {

/// Tries the host's addresses in turn, each with its share of the time that is left.
[[nodiscard]] boost::asio::awaitable<Result<boost::asio::ip::tcp::socket>> dial(
    std::string host, std::uint16_t port, std::chrono::steady_clock::time_point deadline);

/// No delay for small frames; a peer that answers nothing is given up after 30 s, an idle one is
/// asked every 30 s.
void set_options(boost::asio::ip::tcp::socket& socket);

/// Why no connection came about. `where` is "address:port".
[[nodiscard]] Fault explain_connect(const boost::system::error_code& error,
                                    const std::string& where);

}  // namespace pareto::net
