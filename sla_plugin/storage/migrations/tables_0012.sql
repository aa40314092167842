-- Which deadlines of a termination were over: each is written down once.
alter table termination_case
    add column told jsonb;
