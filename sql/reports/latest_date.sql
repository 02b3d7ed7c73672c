-- The last business date with any sale.
select max(business_date) from branch_day
