// Bytes for one receiver: CMS enveloped data (RFC 5652, DER) with key agreement (RFC 5753), AES-256. Only the private
// key behind the receiver's certificate opens them. They say nothing about who sealed them: what carries them does.
#pragma once

#include <string>

#include "common/base/bytes.h"
#include "common/base/fault.h"

namespace pareto::net {

/// Corrupt when the text is not one certificate.
[[nodiscard]] Result<Bytes> seal(BytesView plain, const std::string& certificate_pem);
/// Denied when they were sealed for another key; Corrupt when they are no sealed bytes.
[[nodiscard]] Result<Bytes> open_sealed(BytesView sealed, const std::string& key_pem);

}  // namespace pareto::net
