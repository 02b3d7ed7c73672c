// The command lines of voucher and coupon: as data, as that of member.
#pragma once

#include <string>
#include <vector>

#include "hq/commands/member_arguments.h"

namespace pareto::hq::commands {

/// What the flags said, before it is checked.
class RewardArguments {
public:
    /// Groups stand before what is in them. The flags point into this object.
    [[nodiscard]] std::vector<CommandSpec> commands();
    /// Whether `name` is the first word of one of these commands.
    [[nodiscard]] static bool knows(const std::string& name);
    /// The error is why the usage is wrong.
    /// `absolute` makes a path absolute.
    [[nodiscard]] Expected<Options, std::string> options(
        const std::vector<std::string>& path,
        const std::function<std::string(const std::string&)>& absolute) const;

private:
    void add_coupons(std::vector<CommandSpec>& all);
    void add_gifts(std::vector<CommandSpec>& all);
    void add_stored_value(std::vector<CommandSpec>& all);
    [[nodiscard]] Expected<Options, std::string> stored_value_options() const;
    [[nodiscard]] Expected<void, std::string> check_staff() const;
    [[nodiscard]] Expected<void, std::string> read_issue(VoucherOptions& options) const;
    [[nodiscard]] Expected<Options, std::string> voucher_options(const std::string& what) const;
    [[nodiscard]] Expected<Options, std::string> coupon_options(const std::string& what) const;
    [[nodiscard]] Expected<void, std::string> read_stock(GiftOptions& options) const;
    [[nodiscard]] Expected<Options, std::string> gift_options(
        const std::string& what,
        const std::function<std::string(const std::string&)>& absolute) const;

    std::string value_, count_ = "1", uses_ = "1", from_, until_, member_, branch_, terminal_;
    std::string file_, receive_, adjust_, gift_card_, amount_;
    std::string campaign_, code_, reason_, by_, approved_by_, format_ = "table";
};

}  // namespace pareto::hq::commands
