-- Members whose first purchase in the chain was from $1 to $2, and where: every branch they bought in on that day. Merged
-- members count as the one they are.
select f.person, b.code
from (select coalesce(m.merged_into, d.shard_key) as person, min(d.business_date) as first_on
      from member_day d
      left join member m on m.member_id = d.shard_key
      where d.shard_key > 0 and d.visits > 0
      group by coalesce(m.merged_into, d.shard_key)) f
join member s on s.member_id = f.person or s.merged_into = f.person
join member_day d on d.shard_key = s.member_id and d.business_date = f.first_on and d.visits > 0
join branch b on b.branch_id = d.branch_id
where f.first_on between $1 and $2
