// First contact: the one-time code is exchanged for a certificate. The key is made here and never
// leaves the device.
//
// The key is stored before HQ is asked: a terminal that dies before it stored HQ's answer asks
// again with the same code and key, and HQ answers the same.
#pragma once

#include <string>

#include "common/sync/message.h"
#include "terminal/uplink/net_uplink.h"

namespace pareto::terminal::uplink {

struct Enrolled {
    sync::EnrolResponse response;
    std::string key_pem;
};

/// The key in this file; a new one is put there when there is none.
[[nodiscard]] Result<std::string> enrolment_key(const std::string& path);
/// `code` as a person typed it; an empty key = a new one. Denied: HQ refused the code, or the other
/// side is not the HQ the code is from. Once HQ answered, the code is spent for every other key.
[[nodiscard]] Result<Enrolled> enrol_at_hq(const Address& hq,
                                           const std::string& code,
                                           std::string key_pem = {});

}  // namespace pareto::terminal::uplink
