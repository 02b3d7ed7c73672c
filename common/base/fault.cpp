#include "common/base/fault.h"

namespace pareto {

std::string_view name_of(FaultCode code) {
    switch (code) {
        case FaultCode::Unavailable: return "unavailable";
        case FaultCode::Timeout: return "timeout";
        case FaultCode::Denied: return "denied";
        case FaultCode::Conflict: return "conflict";
        case FaultCode::Corrupt: return "corrupt";
        case FaultCode::Exhausted: return "exhausted";
        case FaultCode::Unsupported: return "unsupported";
    }
    return "unknown";
}

std::string describe(const Fault& fault) {
    std::string text{name_of(fault.code)};
    text += ": ";
    text += fault.detail;
    return text;
}

bool retryable(FaultCode code) {
    switch (code) {
        case FaultCode::Unavailable:
        case FaultCode::Timeout:
        case FaultCode::Conflict: return true;
        case FaultCode::Denied:
        case FaultCode::Corrupt:
        case FaultCode::Exhausted:
        case FaultCode::Unsupported: return false;
    }
    return false;
}

}  // namespace pareto
