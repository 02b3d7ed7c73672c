#include "common/journal/stored_value_codec.h"

#include "common/sync/proto/journal.pb.h"

namespace pareto::journal {
namespace {

template <typename Message>
sale::ValueAccount account_in(const Message& from, Reader& reader) {
    return {MemberId{reader.natural(from.member(), "member")}, reader.key(from.gift_card(), "gift_card")};
}

template <typename Message>
void put_account(const sale::ValueAccount& from, Message& to) {
    to.set_member(from.member.value);
    to.set_gift_card(from.gift_card);
}

}  // namespace

void put(const StoredValueExpired& from, v1::StoredValueExpired& to) {
    to.set_through_day(to_day_number(from.through));
    for (const ExpiredValue& value : from.accounts) {
        auto& added = *to.add_accounts();
        put_account(value.account, added);
        added.set_minor(value.minor);
    }
}

void put(const StoredValueAdjusted& from, v1::StoredValueAdjusted& to) {
    put_account(from.account, to);
    to.set_minor(from.minor);
    to.set_reason(from.reason);
    to.set_approved_by(from.approved_by);
}

StoredValueExpired take(const v1::StoredValueExpired& from, Reader& reader) {
    StoredValueExpired expired{reader.day(from.through_day(), "through"), {}};
    expired.accounts.reserve(static_cast<std::size_t>(from.accounts_size()));
    for (const auto& value : from.accounts())
        expired.accounts.push_back({account_in(value, reader), reader.amount(value.minor(), "minor")});
    return expired;
}

StoredValueAdjusted take(const v1::StoredValueAdjusted& from, Reader& reader) {
    return {account_in(from, reader), reader.within(from.minor(), kMinorMax, "minor"), from.reason(), from.approved_by()};
}

}  // namespace pareto::journal
