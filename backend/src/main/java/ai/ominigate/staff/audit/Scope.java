package ai.ominigate.staff.audit;

import ai.ominigate.model.staff.Role;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Capability;
import ai.ominigate.staff.rights.Mark;
import ai.ominigate.staff.rights.Rights;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whose entries somebody may see. */
sealed interface Scope {

    /** How far a capability goes for somebody. */
    static Scope of(Actor actor, Capability capability) {
        Mark mark = Rights.of(actor, capability);
        return switch (mark) {
            case YES -> new All();
            case OWN -> new Some(actor.id(), Set.of());
            case TEAM ->
                new Some(actor.id(), actor instanceof Actor.Member member ? Rights.team(member.roles()) : Set.of());
            default -> new None();
        };
    }

    /** @param role as an entry has it */
    boolean covers(String actor, @Nullable String role);

    /** Everybody's. */
    record All() implements Scope {
        @Override
        public boolean covers(String actor, @Nullable String role) {
            return true;
        }
    }

    /**
     * Their own, and what others did in certain roles.
     *
     * @param actor they themselves
     * @param team the roles of the others; empty for nobody
     */
    record Some(String actor, Set<Role> team) implements Scope {
        public Some {
            team = Set.copyOf(team);
        }

        @Override
        public boolean covers(String by, @Nullable String role) {
            return by.equals(actor) || roles(role).stream().anyMatch(names(team)::contains);
        }

        private static List<String> names(Collection<Role> roles) {
            return roles.stream().map(Enum::name).toList();
        }
    }

    /** Nobody's. */
    record None() implements Scope {
        @Override
        public boolean covers(String actor, @Nullable String role) {
            return false;
        }
    }

    /** @param role as an entry has it */
    static List<String> roles(@Nullable String role) {
        return role == null ? List.of() : Arrays.asList(role.split(","));
    }
}
