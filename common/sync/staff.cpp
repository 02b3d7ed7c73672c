#include "common/sync/staff.h"

#include "common/sync/proto/staff.pb.h"

namespace pareto::sync {

namespace {

constexpr std::size_t kCardKeyBytes = 32;

constexpr std::uint32_t bits(std::initializer_list<Right> rights) {
    std::uint32_t all = 0;
    for (const Right right : rights)
        all |= static_cast<std::uint32_t>(right);
    return all;
}

constexpr std::uint32_t kCashier = bits({Right::Return, Right::CloseShift});
constexpr std::uint32_t kSupervisor =
    kCashier | bits({Right::Discount, Right::CancelSale, Right::OpenDrawer, Right::Approve});
constexpr std::uint32_t kManager = kSupervisor | bits({Right::ReturnElsewhere});

}  // namespace

std::string_view name_of(Right right) {
    switch (right) {
        case Right::Discount:
            return "discount";
        case Right::Return:
            return "return";
        case Right::CancelSale:
            return "cancel-sale";
        case Right::ReturnElsewhere:
            return "return-elsewhere";
        case Right::OpenDrawer:
            return "open-drawer";
        case Right::CloseShift:
            return "close-shift";
        case Right::Approve:
            return "approve";
    }
    return "unknown";
}

std::optional<Right> find_right(std::string_view name) {
    for (const Right right : kRights)
        if (name_of(right) == name) return right;
    return std::nullopt;
}

std::optional<std::uint32_t> rights_of_role(std::string_view role) {
    if (role == "cashier") return kCashier;
    if (role == "supervisor") return kSupervisor;
    if (role == "manager") return kManager;
    return std::nullopt;
}

Bytes encode(const StaffChange& staff) {
    ::pareto::sync::v1::Staff to;
    to.set_operator_id(staff.operator_id);
    to.set_name(staff.name);
    to.set_pin_hash(staff.pin_hash);
    to.set_card_key(staff.card_key);
    to.set_rights(staff.rights);
    return to.SerializeAsString();
}

Result<StaffChange> decode_staff(BytesView bytes) {
    ::pareto::sync::v1::Staff from;
    if (!from.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
        return fault(FaultCode::Corrupt, "feed: malformed staff");
    const bool named =
        !from.operator_id().empty() && from.operator_id().size() <= kOperatorBytesMax;
    const bool card = from.card_key().empty() || from.card_key().size() == kCardKeyBytes;
    if (!named || !card) return fault(FaultCode::Corrupt, "feed: staff out of range");
    return StaffChange{
        from.operator_id(), from.name(), from.pin_hash(), from.card_key(), from.rights()};
}

}  // namespace pareto::sync
