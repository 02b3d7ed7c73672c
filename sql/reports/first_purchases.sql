-- Members whose first purchase in the chain was from $1 to $2, and where: every branch they bought in on that day.
select d.shard_key, b.code
from (select shard_key, min(business_date) as first_on
      from member_day
      where shard_key > 0 and visits > 0
      group by shard_key) f
join member_day d on d.shard_key = f.shard_key and d.business_date = f.first_on and d.visits > 0
join branch b on b.branch_id = d.branch_id
where f.first_on between $1 and $2
