-- What the application may do here: add and read. Runs at each start that has the owner's rights, as the application may
-- have come under another name. Nodes that start together take turns: who grants while another does gets an error.
DO $grants$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('rights on the audit log', 0));

    GRANT USAGE ON SCHEMA audit TO "${application}";
    GRANT SELECT ON ALL TABLES IN SCHEMA audit TO "${application}";
    GRANT INSERT ON audit.incoming, audit.checkpoint TO "${application}";
    GRANT EXECUTE ON FUNCTION
        audit.forget(TEXT), audit.expire(TIMESTAMPTZ, INTEGER, TEXT[]), audit.record(audit.entry) TO "${application}";

    -- Takes nothing from a role that was given no more. The owner of the tables, where the application is that, has
    -- from here on to give itself a right before it can change what was written.
    REVOKE UPDATE, DELETE, TRUNCATE ON audit.entry, audit.checkpoint FROM "${application}";
    REVOKE UPDATE, TRUNCATE ON audit.payload FROM "${application}";
    REVOKE DELETE, TRUNCATE ON audit.head FROM "${application}";
END
$grants$;
