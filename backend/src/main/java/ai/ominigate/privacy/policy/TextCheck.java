package ai.ominigate.privacy.policy;

import ai.ominigate.promise.LiveCheck;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;

/** Whether all versions are what was published, as each start looks, too. */
@Singleton
final class TextCheck implements LiveCheck {
    private final Policy policy;

    TextCheck(Policy policy) {
        this.policy = policy;
    }

    @Override
    public String name() {
        return "policy-texts";
    }

    @Override
    public String title() {
        return "All versions of the policy, and the days they tell, are what was published.";
    }

    @Override
    public Finding look() throws SQLException {
        List<String> changed = policy.changedPastOminiGate();
        return changed.isEmpty()
                ? Finding.kept("All are.")
                : Finding.broken(
                        changed.getFirst()
                                + ": somebody changed it in the database, past OminiGate. Restore the schema policy from a backup; no start works until then.");
    }
}
