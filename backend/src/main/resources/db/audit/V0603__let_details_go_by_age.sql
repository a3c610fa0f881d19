-- Details go when their window is over; what was done stays. Says in the chain up to which entry they went, so that details
-- that are gone without a word are found. Refuses to take what is younger than a year, whoever asks.
CREATE FUNCTION audit.expire(cutoff TIMESTAMPTZ, most INTEGER, kept TEXT[]) RETURNS BIGINT
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    upto BIGINT;
    expired BIGINT;
BEGIN
    WITH oldest AS (
        SELECT p.seq
        FROM audit.payload p JOIN audit.entry e ON e.seq = p.seq
        WHERE e.at < least(cutoff, clock_timestamp() - INTERVAL '12 months')
            AND NOT coalesce(p.subject = ANY (kept), false)
            AND NOT p.named ?| kept
        ORDER BY p.seq
        LIMIT most
    ), gone AS (
        DELETE FROM audit.payload p USING oldest o WHERE p.seq = o.seq
        RETURNING p.seq
    )
    SELECT max(seq), count(*) INTO upto, expired FROM gone;
    IF expired > 0 THEN
        INSERT INTO audit.incoming (at, actor, action, outcome, subject)
        VALUES (clock_timestamp(), 'ominigate', 'audit.expire', 'DONE', 'entry:' || upto);
    END IF;
    RETURN expired;
END $$;
