#include "common/net/socket_bio.h"

#include <cerrno>

#include <sys/socket.h>

namespace pareto::net {
namespace {

SocketEnd& end_of(BIO* bio) {
    return *static_cast<SocketEnd*>(BIO_get_data(bio));
}

bool try_later(int error) {
    return error == EAGAIN || error == EINTR;
}

int read_socket(BIO* bio, char* bytes, int size) {
    SocketEnd& end = end_of(bio);
    BIO_clear_retry_flags(bio);
    const auto count = ::recv(end.socket, bytes, static_cast<std::size_t>(size), 0);
    if (count > 0) return static_cast<int>(count);
    if (count == 0) {
        end.ended = true;
        return 0;
    }
    if (try_later(errno)) {
        BIO_set_retry_read(bio);
    } else {
        end.error = errno;
    }
    return -1;
}

int write_socket(BIO* bio, const char* bytes, int size) {
    SocketEnd& end = end_of(bio);
    BIO_clear_retry_flags(bio);
    const auto count = ::send(end.socket, bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL);
    if (count >= 0) return static_cast<int>(count);
    if (try_later(errno)) {
        BIO_set_retry_write(bio);
    } else {
        end.error = errno;
    }
    return -1;
}

long control_socket(BIO* bio, int command, long /*number*/, void* /*pointer*/) {
    switch (command) {
        case BIO_CTRL_FLUSH:
            return 1;
        case BIO_CTRL_EOF:
            return end_of(bio).ended ? 1 : 0;
        default:
            return 0;
    }
}

/// Made once and kept to the end of the process, as OpenSSL's own methods are.
BIO_METHOD* socket_method() {
    static BIO_METHOD* const method = [] {
        BIO_METHOD* const made =
            BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "pareto socket");
        if (made != nullptr) {
            BIO_meth_set_read(made, read_socket);
            BIO_meth_set_write(made, write_socket);
            BIO_meth_set_ctrl(made, control_socket);
        }
        return made;
    }();
    return method;
}

}  // namespace

BioHandle make_socket_bio(SocketEnd& end) {
    BIO_METHOD* const method = socket_method();
    BioHandle bio{method == nullptr ? nullptr : BIO_new(method)};
    if (!bio) return bio;
    BIO_set_data(bio.get(), &end);
    BIO_set_init(bio.get(), 1);
    return bio;
}

}  // namespace pareto::net
