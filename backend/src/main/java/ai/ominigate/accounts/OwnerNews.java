package ai.ominigate.accounts;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/** Told of what an account says of its owner, by whoever keeps a copy of it elsewhere. A feature offers one as a bean. */
public interface OwnerNews {

    /**
     * The address of an account's owner is another, as part of the transaction that makes it so. What is to be done outside of the
     * database is left behind in it.
     *
     * @param because what for, as {@code request:019a…} or {@code change:019a…}
     */
    void moved(Connection transaction, UUID account, String because) throws SQLException;
}
