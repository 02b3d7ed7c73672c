-- Do not edit; add a new one.
-- Every version of the list of live campaigns, with the campaigns themselves: a sale says by which it was priced, and is
-- priced again with it.

create table campaign_list (
    version bigint not null primary key,
    bytes bytea not null
);

create index campaign_award_of_sale on campaign_award (sale_id);
create index campaign_award_of_member on campaign_award (member_id, campaign_id);
