-- From where members of the staff have signed in within a week, so that no decision shuts all of them out; not who.
CREATE TABLE abuse.staff_network (
    network CIDR PRIMARY KEY,
    last_at TIMESTAMPTZ NOT NULL
);
