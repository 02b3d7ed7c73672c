-- Members who joined from $1 to $2, by campaign that gave them something in those days and by home branch; campaign 0: those
-- to whom none did. Merged members are one person, who joined when the survivor did.
select a.campaign_id,
       coalesce((select v.name from campaign_version v where v.campaign_id = a.campaign_id order by v.version desc limit 1), ''),
       coalesce(b.code, ''),
       count(distinct p.member_id),
       sum(a.points),
       sum(a.cost_minor)
from campaign_award a
join member m on m.member_id = a.member_id
join member p on p.member_id = coalesce(m.merged_into, m.member_id)
left join branch b on b.branch_id = p.home_branch_id
where a.business_date >= $1 and a.business_date <= $2 and p.joined_on >= $1 and p.joined_on <= $2
group by a.campaign_id, b.code
union all
select 0, '', coalesce(b.code, ''), count(*), 0, 0
from member p
left join branch b on b.branch_id = p.home_branch_id
where p.joined_on >= $1 and p.joined_on <= $2 and p.merged_into is null and not exists (
    select 1
    from campaign_award a
    join member m on m.member_id = a.member_id
    where coalesce(m.merged_into, m.member_id) = p.member_id and a.business_date >= $1 and a.business_date <= $2)
group by b.code
order by 1, 3
