-- Do not edit; add a new one.
alter table member add column pending integer not null default 0;
