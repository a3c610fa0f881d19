package ai.ominigate.abuse.review;

import ai.ominigate.abuse.decision.Decision;
import ai.ominigate.abuse.decision.Decisions;
import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.accounts.Accounts;
import ai.ominigate.staff.reveal.CaseWork;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whoever has claimed an open case sees in clear what belongs to it: the network that it is about, those of its flags and
 * of what was decided in it or about the same; the account that it is about, or whose key it is about; the samples that it
 * holds; accounts whose keys are in those samples; and those accounts' keys. Blocks.
 */
@Singleton
final class CaseAccess implements CaseWork {
    private final Accounts accounts;
    private final Decisions decisions;
    private final InstantSource clock;

    CaseAccess(Accounts accounts, Decisions decisions, InstantSource clock) {
        this.accounts = accounts;
        this.decisions = decisions;
        this.clock = clock;
    }

    @Override
    public String kind() {
        return "case";
    }

    @Override
    public boolean covers(Connection transaction, String id, UUID member, String subject) throws SQLException {
        UUID caseId = Names.uuid(id);
        if (caseId == null) {
            return false;
        }
        CaseFile file = CaseTable.find(transaction, caseId);
        Instant now = clock.instant();
        return file != null
                && file.state().isOpen()
                && member.equals(file.claimedBy(now))
                && belongs(transaction, file, subject);
    }

    private boolean belongs(Connection connection, CaseFile file, String subject) throws SQLException {
        int colon = subject.indexOf(':');
        String kind = subject.substring(0, colon);
        String name = subject.substring(colon + 1);
        return switch (kind) {
            case CaseNetwork.KIND -> file.id().equals(Names.uuid(name));
            case FlagNetwork.KIND ->
                FlagTable.of(connection, file.id()).stream()
                        .anyMatch(kept -> kept.flag().id().equals(Names.uuid(name)));
            case "decision" -> isDecided(connection, file, Names.uuid(name));
            case EvidenceAddress.KIND -> file.id().equals(EvidenceAddress.caseOf(name));
            case "key" -> {
                UUID key = Names.uuid(name);
                UUID owner = key == null ? null : accounts.ownerOf(connection, key);
                yield owner != null && hasAccount(connection, file, owner);
            }
            case "account" -> {
                UUID account = Names.uuid(name);
                yield account != null && hasAccount(connection, file, account);
            }
            default -> false;
        };
    }

    private boolean isDecided(Connection connection, CaseFile file, @Nullable UUID id) throws SQLException {
        Decision decision = id == null ? null : decisions.find(connection, id);
        return decision != null
                && (file.id().equals(decision.caseId()) || decision.entity().equals(file.subject()));
    }

    private boolean hasAccount(Connection connection, CaseFile file, UUID account) throws SQLException {
        Set<Entity> entities = FlagTable.of(connection, file.id()).stream()
                .map(kept -> kept.flag().entity())
                .collect(Collectors.toSet());
        if (entities.contains(new Entity.Account(account))) {
            return true;
        }
        for (UUID key : accounts.keysOf(connection, account)) {
            if (entities.contains(new Entity.Key(key)) || isSampled(connection, file, key)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSampled(Connection connection, CaseFile file, UUID key) throws SQLException {
        return EvidenceTable.of(connection, file.id()).stream()
                .anyMatch(sample -> key.equals(sample.request().key()));
    }
}
