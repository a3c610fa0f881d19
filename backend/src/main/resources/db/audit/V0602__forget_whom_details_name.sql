-- Details are about the subject of their entry and about whomever else they name, as a proposal's do: they go with each of
-- them.
ALTER TABLE audit.payload ADD COLUMN named JSONB NOT NULL GENERATED ALWAYS AS (
    jsonb_path_query_array(payload::jsonb, '$.* ? (@ like_regex "^[a-z]+(-[a-z]+)*:[A-Za-z0-9_-]{1,100}$")')) STORED;

COMMENT ON COLUMN audit.payload.named IS 'what the details name by a kind and an opaque name, as account:7';

-- Most details name nobody.
CREATE INDEX payload_named ON audit.payload USING gin (named jsonb_path_ops) WHERE named <> '[]';

-- Says so of the subject of every entry whose details are gone, and of whom they are gone for.
CREATE OR REPLACE FUNCTION audit.forget(whom TEXT) RETURNS BIGINT
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    erased BIGINT;
BEGIN
    WITH forgotten AS (
        DELETE FROM audit.payload
        WHERE subject = whom OR named <> '[]' AND named @> to_jsonb(whom)
        RETURNING subject
    ), said AS (
        INSERT INTO audit.incoming (at, actor, action, outcome, subject)
        SELECT clock_timestamp(), 'ominigate', 'audit.forget', 'DONE', of_entry
        FROM (SELECT subject FROM forgotten UNION SELECT whom FROM forgotten) AS each (of_entry)
    )
    SELECT count(*) INTO erased FROM forgotten;
    RETURN erased;
END $$;
