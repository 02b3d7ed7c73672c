// The handlers of the routes. By the time one runs, role and scope are settled (routes.h).
#pragma once

#include "hq/api/routes.h"

namespace pareto::hq::api {

[[nodiscard]] Answer sign_in(Call& call);
[[nodiscard]] Answer show_session(Call& call);
[[nodiscard]] Answer sign_out(Call& call);
[[nodiscard]] Answer set_own_password(Call& call);
[[nodiscard]] Answer show_description(Call& call);

[[nodiscard]] Answer show_home(Call& call);
[[nodiscard]] Answer show_vips(Call& call);
[[nodiscard]] Answer list_reports(Call& call);
[[nodiscard]] Answer make_report(Call& call);
[[nodiscard]] Answer find_members(Call& call);
[[nodiscard]] Answer show_member(Call& call);
[[nodiscard]] Answer show_statement(Call& call);
[[nodiscard]] Answer show_visits(Call& call);
[[nodiscard]] Answer explain_visit(Call& call);
[[nodiscard]] Answer list_campaigns(Call& call);
[[nodiscard]] Answer show_campaign(Call& call);
[[nodiscard]] Answer show_campaign_result(Call& call);
[[nodiscard]] Answer show_campaign_progress(Call& call);
[[nodiscard]] Answer list_choices(Call& call);
[[nodiscard]] Answer find_items(Call& call);
[[nodiscard]] Answer preview_campaign(Call& call);
[[nodiscard]] Answer draft_campaign(Call& call);
[[nodiscard]] Answer draft_version(Call& call);
[[nodiscard]] Answer simulate_campaign(Call& call);
[[nodiscard]] Answer approve_campaign(Call& call);
[[nodiscard]] Answer launch_campaign(Call& call);
[[nodiscard]] Answer end_campaign(Call& call);
[[nodiscard]] Answer show_task(Call& call);
[[nodiscard]] Answer cancel_task(Call& call);
[[nodiscard]] Answer list_segments(Call& call);
[[nodiscard]] Answer show_segment(Call& call);
[[nodiscard]] Answer preview_segment(Call& call);
[[nodiscard]] Answer define_segment(Call& call);
[[nodiscard]] Answer show_goods(Call& call);
[[nodiscard]] Answer show_holdings(Call& call);
[[nodiscard]] Answer list_receipts(Call& call);
[[nodiscard]] Answer show_receipt(Call& call);
[[nodiscard]] Answer enrol_terminal(Call& call);
[[nodiscard]] Answer replace_terminal(Call& call);
[[nodiscard]] Answer revoke_terminal(Call& call);
[[nodiscard]] Answer approve_renewal(Call& call);
[[nodiscard]] Answer write_off_terminal(Call& call);
[[nodiscard]] Answer list_allowances(Call& call);
[[nodiscard]] Answer list_suspense(Call& call);
[[nodiscard]] Answer propose_settlement(Call& call);
[[nodiscard]] Answer confirm_settlement(Call& call);
[[nodiscard]] Answer withdraw_settlement(Call& call);
[[nodiscard]] Answer list_backups(Call& call);
[[nodiscard]] Answer make_backup(Call& call);
[[nodiscard]] Answer list_branches(Call& call);
[[nodiscard]] Answer list_terminals(Call& call);
[[nodiscard]] Answer list_audit(Call& call);

}  // namespace pareto::hq::api
