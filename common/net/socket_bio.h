// The socket as OpenSSL sees it. OpenSSL's own socket BIO writes without MSG_NOSIGNAL, so that a
// peer that went away would end the whole process by SIGPIPE; this one does not, and keeps the
// errno that OpenSSL's error list loses.
#pragma once

#include "common/net/openssl.h"

namespace pareto::net {

struct SocketEnd {
    int socket = -1;     ///< non-blocking; not owned
    int error = 0;       ///< errno of the last failure that a retry will not cure
    bool ended = false;  ///< the peer sent its last byte
};

/// `end` outlives the BIO.
[[nodiscard]] BioHandle make_socket_bio(SocketEnd& end);

}  // namespace pareto::net
