-- What was scheduled when the other party objected comes at its end instant all the same; what needed a yes
-- still does. Empty of what was objected to before: that waits for the decision. And whoever put a notice on
-- record does not approve it.
alter table termination_case
    add column objected_from text,
    add column submitted_by text;
