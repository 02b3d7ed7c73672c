#include "drivers/card/personalise.h"

#include <algorithm>

#include "common/base/check.h"

namespace pareto::drivers::card {
namespace {

using Step = Expected<void, PersonaliseError>;

tl::unexpected<PersonaliseError> refused(PersonaliseRefusal refusal) {
    return tl::unexpected<PersonaliseError>{PersonaliseError{refusal}};
}

tl::unexpected<PersonaliseError> failed(Fault fault) {
    return tl::unexpected<PersonaliseError>{PersonaliseError{std::move(fault)}};
}

// One presentation of the card: each step looks, then does.
class Work {
public:
    Work(CardChannel& channel,
         const KeyRing& ring,
         ports::Random& random,
         PersonalisationRecord& record,
         const PersonalisationPlan& plan)
        : card_(channel, plan.family), ring_(ring), random_(random), record_(record), plan_(plan) {}

    Step find_application();
    Step take_master_key();
    Step set_other_keys();
    Step set_files();
    Step write_member();
    Step prove_all();

private:
    [[nodiscard]] unsigned newest(unsigned slot) const {
        return ring_.versions(plan_.family, slot).front();
    }

    [[nodiscard]] std::optional<AesKey> key(unsigned slot, unsigned version) const {
        return ring_.card_key(plan_.family, slot, version, plan_.uid);
    }

    Result<void> enter(unsigned slot) {
        return card_.authenticate(slot, *key(slot, newest(slot)), random_);
    }

    Step enter_or_foreign(unsigned slot);
    Step change(unsigned slot, unsigned from_version);
    Step make_application();
    Step set_file(const FilePlan& file, bool there);
    Expected<std::optional<MemberFile>, PersonaliseError> member_as_seen_by(unsigned slot);

    SecureCard card_;
    const KeyRing& ring_;
    ports::Random& random_;
    PersonalisationRecord& record_;
    const PersonalisationPlan& plan_;
};

Step Work::find_application() {
    auto there = card_.select_application();
    if (!there && there.error().code == FaultCode::Unsupported)
        return refused(PersonaliseRefusal::OtherFamily);
    if (!there) return failed(there.error());
    const auto version = card_.version();
    if (!version && version.error().code == FaultCode::Unsupported)
        return refused(PersonaliseRefusal::OtherFamily);
    if (!version) return failed(version.error());
    if (version->family != plan_.family) return refused(PersonaliseRefusal::OtherFamily);
    if (version->uid != plan_.uid) return refused(PersonaliseRefusal::OtherCard);
    return *there ? Step{} : make_application();
}

Step Work::make_application() {
    if (!is_desfire(plan_.family)) return refused(PersonaliseRefusal::NoRoom);
    auto made = card_.select_picc();
    if (made) made = card_.create_application(kApplicationSettings, key_count(plan_.family));
    if (!made &&
        (made.error().code == FaultCode::Denied || made.error().code == FaultCode::Exhausted))
        return refused(PersonaliseRefusal::NoRoom);
    if (!made) return failed(made.error());
    const auto there = card_.select_application();
    if (!there) return failed(there.error());
    if (!*there)
        return failed({FaultCode::Corrupt, "the card does not find the application it just made"});
    return {};
}

// The newest version first, because that is what a half-made card has; then the factory's; then
// older ones.
Step Work::take_master_key() {
    std::vector<unsigned> versions = ring_.versions(plan_.family, kMasterSlot);
    versions.insert(versions.begin() + 1, 0);
    for (const unsigned version : versions) {
        const auto entered = card_.authenticate(kMasterSlot, *key(kMasterSlot, version), random_);
        if (!entered && entered.error().code == FaultCode::Denied) continue;
        if (!entered) return failed(entered.error());
        if (version == newest(kMasterSlot)) return {};
        PARETO_TRY_VOID(change(kMasterSlot, version));
        return enter_or_foreign(kMasterSlot);
    }
    return refused(PersonaliseRefusal::ForeignKeys);
}

Step Work::change(unsigned slot, unsigned from_version) {
    const auto old_key = key(slot, from_version);
    if (!old_key) return refused(PersonaliseRefusal::ForeignKeys);
    const unsigned to_version = newest(slot);
    const auto recorded = record_.before({plan_.family, plan_.uid, slot, from_version, to_version});
    if (!recorded) return failed(recorded.error());
    const auto changed = card_.change_key({slot, *key(slot, to_version), to_version, *old_key});
    if (!changed) return failed(changed.error());
    return {};
}

Step Work::enter_or_foreign(unsigned slot) {
    const auto entered = enter(slot);
    if (!entered && entered.error().code == FaultCode::Denied)
        return refused(PersonaliseRefusal::ForeignKeys);
    if (!entered) return failed(entered.error());
    return {};
}

Step Work::set_other_keys() {
    for (unsigned slot = kMasterSlot + 1; slot < key_count(plan_.family); ++slot) {
        const auto version = card_.key_version(slot);
        if (!version) return failed(version.error());
        if (*version != newest(slot)) PARETO_TRY_VOID(change(slot, *version));
    }
    return {};
}

Step Work::set_files() {
    std::vector<unsigned> there;
    if (is_desfire(plan_.family)) {
        const auto numbers = card_.file_numbers();
        if (!numbers) return failed(numbers.error());
        there = *numbers;
    }
    for (const FilePlan& file : planned_files(plan_.family)) {
        const bool exists = !is_desfire(plan_.family) ||
                            std::find(there.begin(), there.end(), file.number) != there.end();
        PARETO_TRY_VOID(set_file(file, exists));
    }
    return {};
}

Step Work::set_file(const FilePlan& file, bool there) {
    if (!there) {
        const auto made = card_.create_file(file.number, file.settings);
        if (!made) return failed(made.error());
        return {};
    }
    const auto settings = card_.file_settings(file.number);
    if (!settings && settings.error().code == FaultCode::Unsupported)
        return refused(PersonaliseRefusal::ForeignFiles);
    if (!settings) return failed(settings.error());
    if (*settings == file.settings) return {};
    if (settings->kind != file.settings.kind || settings->bytes != file.settings.bytes)
        return refused(PersonaliseRefusal::ForeignFiles);
    const auto changed =
        card_.change_file_settings(file.number, file.settings.mode, file.settings.rights);
    if (!changed && changed.error().code == FaultCode::Denied)
        return refused(PersonaliseRefusal::ForeignFiles);
    if (!changed) return failed(changed.error());
    return {};
}

Expected<std::optional<MemberFile>, PersonaliseError> Work::member_as_seen_by(unsigned slot) {
    PARETO_TRY_VOID(enter_or_foreign(slot));
    const auto bytes =
        card_.read(*file_of_slot(plan_.family, slot), kMemberFileBytes, CommMode::Full);
    if (!bytes) return failed(bytes.error());
    return decode_member_file(*bytes);
}

Step Work::write_member() {
    PARETO_TRY(const auto member, member_as_seen_by(kHqSlot));
    if (member && *member != plan_.member) return refused(PersonaliseRefusal::OtherMember);
    if (member) return {};
    PARETO_TRY_VOID(enter_or_foreign(kWriterSlot));
    const Bytes bytes = *encode_member_file(plan_.member);
    std::vector<unsigned> files;
    for (const unsigned slot : identifying_slots(plan_.family))
        files.push_back(*file_of_slot(plan_.family, slot));
    files.erase(std::unique(files.begin(), files.end()), files.end());
    for (const unsigned file : files) {
        const auto written = card_.write(file, bytes, CommMode::Full);
        if (!written) return failed(written.error());
    }
    if (!is_desfire(plan_.family)) return {};
    const auto committed = card_.commit();
    if (!committed) return failed(committed.error());
    return {};
}

// No version number is believed: every key is used, and every copy read.
Step Work::prove_all() {
    for (unsigned slot = 0; slot < key_count(plan_.family); ++slot) {
        if (!file_of_slot(plan_.family, slot)) {
            PARETO_TRY_VOID(enter_or_foreign(slot));
            continue;
        }
        PARETO_TRY(const auto member, member_as_seen_by(slot));
        if (!member || *member != plan_.member)
            return failed(
                {FaultCode::Corrupt, "the card gives another member's file than was written"});
    }
    return {};
}

}  // namespace

std::string_view name_of(PersonaliseRefusal refusal) {
    switch (refusal) {
        case PersonaliseRefusal::BadNumber:
            return "BadNumber";
        case PersonaliseRefusal::NoKeys:
            return "NoKeys";
        case PersonaliseRefusal::OtherFamily:
            return "OtherFamily";
        case PersonaliseRefusal::OtherCard:
            return "OtherCard";
        case PersonaliseRefusal::NoRoom:
            return "NoRoom";
        case PersonaliseRefusal::ForeignKeys:
            return "ForeignKeys";
        case PersonaliseRefusal::ForeignFiles:
            return "ForeignFiles";
        case PersonaliseRefusal::OtherMember:
            return "OtherMember";
    }
    return "";
}

Personaliser::Personaliser(CardChannel& channel,
                           const KeyRing& ring,
                           ports::Random& random,
                           PersonalisationRecord& record)
    : channel_(channel), ring_(ring), random_(random), record_(record) {}

Expected<void, PersonaliseError> Personaliser::run(const PersonalisationPlan& plan) {
    PARETO_CHECK(is_secure(plan.family));
    if (!encode_member_file(plan.member)) return refused(PersonaliseRefusal::BadNumber);
    for (unsigned slot = 0; slot < key_count(plan.family); ++slot)
        if (ring_.versions(plan.family, slot).empty()) return refused(PersonaliseRefusal::NoKeys);
    Work work{channel_, ring_, random_, record_, plan};
    PARETO_TRY_VOID(work.find_application());
    PARETO_TRY_VOID(work.take_master_key());
    PARETO_TRY_VOID(work.set_other_keys());
    PARETO_TRY_VOID(work.set_files());
    PARETO_TRY_VOID(work.write_member());
    return work.prove_all();
}

}  // namespace pareto::drivers::card
