CREATE SCHEMA IF NOT EXISTS catalog;

-- One version of one model's price. Usage names the version it was billed by, so none ever changes or goes.
CREATE TABLE catalog.price_version (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    model TEXT NOT NULL,
    effective_from TIMESTAMPTZ NOT NULL,
    source TEXT NOT NULL,
    -- SHA-256, in hexadecimal, of the components, so that an equal price is found without reading them.
    checksum TEXT NOT NULL CHECK (checksum ~ '^[0-9a-f]{64}$'),
    -- The transaction that wrote it, after which nothing is added to it.
    written_by XID8 NOT NULL DEFAULT pg_current_xact_id()
);

CREATE INDEX price_version_model ON catalog.price_version (model, id);

CREATE TABLE catalog.price_component (
    version BIGINT NOT NULL REFERENCES catalog.price_version (id),
    unit TEXT NOT NULL,
    -- For prompts of more than so many tokens.
    above BIGINT NOT NULL CHECK (above >= 0),
    -- Dollars for so many units.
    usd NUMERIC NOT NULL CHECK (usd >= 0),
    per BIGINT NOT NULL CHECK (per >= 1),
    PRIMARY KEY (version, unit, above)
);

CREATE FUNCTION catalog.refuse() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'catalog.% is append-only', TG_TABLE_NAME USING ERRCODE = '23514';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON catalog.price_version
    FOR EACH STATEMENT EXECUTE FUNCTION catalog.refuse();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON catalog.price_component
    FOR EACH STATEMENT EXECUTE FUNCTION catalog.refuse();

CREATE FUNCTION catalog.refuse_late_component() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1
        FROM catalog.price_version v
        WHERE v.id = NEW.version
            AND v.written_by <> pg_current_xact_id()
    ) THEN
        RAISE EXCEPTION 'price version % is complete', NEW.version USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER complete BEFORE INSERT ON catalog.price_component
    FOR EACH ROW EXECUTE FUNCTION catalog.refuse_late_component();

CREATE FUNCTION catalog.tell() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('catalog', '');
    RETURN NULL;
END $$;

CREATE TRIGGER tell AFTER INSERT ON catalog.price_version
    FOR EACH STATEMENT EXECUTE FUNCTION catalog.tell();
