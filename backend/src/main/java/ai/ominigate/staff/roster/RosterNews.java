package ai.ominigate.staff.roster;

import ai.ominigate.staff.identity.RosterWatch;
import ai.ominigate.staff.live.LiveNews;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tells whoever looks at the staff who comes in and whose roles the provider has changed. */
@Singleton
final class RosterNews implements RosterWatch {
    private final LiveNews news;

    RosterNews(LiveNews news) {
        this.news = news;
    }

    @Override
    public void changed(Connection transaction, UUID member, long version) throws SQLException {
        news.tell(transaction, Roster.changed(member, version));
    }

    @Override
    public void invitationChanged(Connection transaction, UUID invitation, @Nullable Long version) throws SQLException {
        news.tell(transaction, Roster.invitationChanged(invitation, version));
    }
}
