-- Whoever signs up or in, or uses the pages, comes without a key: what a block of their network would do to them was
-- not to be seen beforehand. The member is known so that colleagues in one account get to see of it themselves alone.
ALTER TABLE abuse.operational_log
    ADD COLUMN account_id UUID,
    ADD COLUMN member_id UUID;

CREATE INDEX operational_log_account ON abuse.operational_log (account_id, time) WHERE account_id IS NOT NULL;

CREATE INDEX operational_log_member ON abuse.operational_log (member_id, time) WHERE member_id IS NOT NULL;

-- As before, with the new columns.
CREATE OR REPLACE FUNCTION abuse.make_operational_log_day(day DATE) RETURNS BOOLEAN
LANGUAGE plpgsql AS $$
DECLARE
    partition TEXT := 'operational_log_' || to_char(day, 'YYYYMMDD');
    starts TIMESTAMPTZ := day::TIMESTAMP AT TIME ZONE 'UTC';
    ends TIMESTAMPTZ := (day + 1)::TIMESTAMP AT TIME ZONE 'UTC';
BEGIN
    -- Several nodes make the same days.
    PERFORM pg_advisory_xact_lock(hashtextextended('abuse.operational_log', 0));
    IF to_regclass(format('abuse.%I', partition)) IS NOT NULL THEN
        RETURN false;
    END IF;
    -- A partition cannot be attached while the default one has rows that belong into it.
    LOCK TABLE abuse.operational_log_default IN ACCESS EXCLUSIVE MODE;
    EXECUTE format('CREATE TABLE abuse.%I (LIKE abuse.operational_log INCLUDING ALL)', partition);
    EXECUTE format(
        'WITH moved AS (
             DELETE FROM abuse.operational_log_default WHERE time >= $1 AND time < $2
             RETURNING time, address, method, path_template, status, key_id, headers, account_id, member_id
         )
         INSERT INTO abuse.%I
             (time, address, method, path_template, status, key_id, headers, account_id, member_id)
         SELECT time, address, method, path_template, status, key_id, headers, account_id, member_id FROM moved',
        partition) USING starts, ends;
    EXECUTE format(
        'ALTER TABLE abuse.operational_log ATTACH PARTITION abuse.%I FOR VALUES FROM (%L) TO (%L)',
        partition, starts, ends);
    RETURN true;
END
$$;
