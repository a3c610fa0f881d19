package ai.ominigate.staff.rights;

import ai.ominigate.model.staff.Role;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What each role may do: this table and nothing else decides. A mark that is more than yes or no is explained at {@link
 * Mark}. Nobody, whatever the table says, approves what they prepared.
 *
 * <p>An administrator runs the system and its staff and sees neither personal data nor cases; an auditor reads and
 * changes nothing. Therefore both roles are held alone ({@link #fitTogether}).
 */
public final class Rights {
    private static final String OPERATOR = "operator";

    private static final String TABLE = """
            may                       SUPPORT  SUPPORT_LEAD  TRUST_SAFETY  TRUST_SAFETY_LEAD  PRIVACY_OFFICER  FINANCE  ADMIN  AUDITOR  operator

            BE_STAFF                  yes      yes           yes           yes                yes              yes      yes    yes      -
            VIEW_APPROVALS            yes      yes           yes           yes                yes              yes      yes    yes      -

            VIEW_REQUESTS             masked   masked        -             -                  masked           -        -      masked   -
            PREPARE_REQUESTS          yes      yes           -             -                  yes              -        -      -        -
            APPROVE_REQUESTS          -        not-own       -             -                  not-own          -        -      -        -
            CLEAR_DELETION_OF_CASES   -        -             yes           yes                -                -        -      -        -
            CLEAR_DELETION_OF_MONEY   -        -             -             -                  -                yes      -      -        -
            REQUEST_LEGAL_HOLD        -        -             yes           yes                yes              yes      -      -        -
            SET_LEGAL_HOLD            -        -             -             -                  2                -        -      -        -

            LOOK_UP_ACCOUNTS          masked   masked        masked        masked             masked           -        -      -        -
            REVEAL_EMAIL              purpose  yes           case          case               yes              -        -      -        -
            REVEAL_NETWORK            -        -             case          yes                case             -        -      -        -
            BREAK_GLASS               -        yes           yes           yes                yes              -        -      -        -
            OVERSEE_REVEALS           -        -             -             -                  yes              -        -      -        -

            VIEW_CASES                -        -             masked        masked             masked           -        -      -        -
            DECIDE_ABUSE              -        -             yes           yes                -                -        -      -        -
            PROPOSE_WIDE_DECISIONS    -        -             yes           yes                -                -        -      -        -
            APPROVE_WIDE_DECISIONS    -        -             -             2                  -                -        -      -        -
            MANAGE_ALLOW_LIST         -        -             -             yes                -                -        -      -        -
            CHANGE_ABUSE_RULES        -        -             -             yes                -                -        -      -        -
            VIEW_REFUNDS_DUE          -        -             -             yes                -                yes      -      -        -
            PROPOSE_REFUND_AND_CLOSE  -        -             -             -                  -                yes      -      -        -
            APPROVE_REFUND_AND_CLOSE  -        -             -             2                  -                -        -      -        -
            VIEW_APPEALS              -        -             yes           yes                yes              -        -      -        -
            DECIDE_APPEALS            -        -             not-own       not-own            -                -        -      -        -

            VIEW_POLICY               -        -             -             -                  yes              -        yes    yes      -
            EDIT_POLICY               -        -             -             -                  2                -        2      -        -
            VIEW_PAYMENTS             -        -             -             -                  -                yes      -      -        -
            REFUND_PAYMENTS           -        -             -             -                  -                yes      -      -        -
            VIEW_CREDIT               -        yes           -             -                  -                yes      -      -        -
            GIVE_CREDIT               -        yes           -             -                  -                yes      -      -        -
            APPROVE_CREDIT            -        -             -             -                  -                2        -      -        -
            READ_LEGAL_VAULT          -        -             -             -                  yes              yes      -      -        -

            VIEW_STAFF                -        -             -             -                  -                -        yes    yes      -
            MANAGE_STAFF              -        -             -             -                  -                -        2      -        -
            END_SESSIONS              -        -             -             -                  -                -        yes    -        -
            READ_AUDIT_LOG            own      team          own           team               yes              -        yes    yes      -
            READ_AUDIT_DETAILS        own      team          own           team               yes              -        -      -        -
            VERIFY_AUDIT_LOG          -        -             -             -                  yes              -        yes    yes      yes
            EXPORT_AUDIT_LOG          -        -             -             -                  yes              -        yes    yes      yes

            CONFIGURE_SYSTEM          -        -             -             -                  -                -        yes    -        -
            OPERATE_ACCOUNTS          -        -             -             -                  -                -        -      -        yes
            VERIFY_LEDGER             -        -             -             -                  -                yes      -      yes      yes
            MAKE_SETUP_TOKEN          -        -             -             -                  -                -        -      -        yes
            """;

    private static final Map<Capability, Map<Role, Mark>> OF_ROLES = new EnumMap<>(Capability.class);
    private static final Map<Capability, Mark> OF_OPERATOR = new EnumMap<>(Capability.class);

    /** Who reads the audit log of whom. */
    private static final Map<Role, Set<Role>> TEAMS = Map.of(
            Role.SUPPORT_LEAD, EnumSet.of(Role.SUPPORT, Role.SUPPORT_LEAD),
            Role.TRUST_SAFETY_LEAD, EnumSet.of(Role.TRUST_SAFETY, Role.TRUST_SAFETY_LEAD));

    private static final Set<Role> HELD_ALONE = EnumSet.of(Role.ADMIN, Role.AUDITOR);

    static {
        List<List<String>> lines = TABLE.lines()
                .filter(line -> !line.isBlank())
                .map(line -> List.of(line.split(" +")))
                .toList();
        List<String> head = lines.getFirst();
        for (List<String> line : lines.subList(1, lines.size())) {
            read(head, line);
        }
        if (OF_ROLES.size() != Capability.values().length) {
            throw new IllegalStateException("the table of rights does not name every capability once");
        }
    }

    private Rights() {}

    private static void read(List<String> head, List<String> line) {
        if (line.size() != head.size()) {
            throw new IllegalStateException("the table of rights has a line that is not full: " + line);
        }
        Capability capability = Capability.valueOf(line.getFirst());
        Map<Role, Mark> marks = new EnumMap<>(Role.class);
        for (int column = 1; column < head.size(); column++) {
            Mark mark = Mark.of(line.get(column));
            if (head.get(column).equals(OPERATOR)) {
                OF_OPERATOR.put(capability, mark);
            } else {
                marks.put(Role.valueOf(head.get(column)), mark);
            }
        }
        if (marks.size() != Role.values().length || OF_ROLES.put(capability, marks) != null) {
            throw new IllegalStateException("the table of rights misses a role or names twice " + capability);
        }
    }

    /** How far this role goes. */
    public static Mark of(Role role, Capability capability) {
        return OF_ROLES.getOrDefault(capability, Map.of()).getOrDefault(role, Mark.NO);
    }

    /** How far somebody with all these roles goes. */
    public static Mark of(Collection<Role> roles, Capability capability) {
        return roles.stream().map(role -> of(role, capability)).reduce(Mark.NO, Rights::farther);
    }

    /** How far this actor goes; {@link Mark#NO} for whoever is not a member of the staff or the operator. */
    public static Mark of(Actor actor, Capability capability) {
        return switch (actor) {
            case Actor.Member member -> of(member.roles(), capability);
            case Actor.Operator ignored -> OF_OPERATOR.getOrDefault(capability, Mark.NO);
            case Actor.Automatic ignored -> Mark.NO;
            case Actor.Unidentified ignored -> Mark.NO;
        };
    }

    /** Whether this actor may do it at all. */
    public static boolean allows(Actor actor, Capability capability) {
        return of(actor, capability) != Mark.NO;
    }

    /** The roles that may do it at all, in the table's order. */
    public static List<Role> rolesWith(Capability capability) {
        List<Role> roles = new ArrayList<>();
        OF_ROLES.getOrDefault(capability, Map.of()).forEach((role, mark) -> {
            if (mark != Mark.NO) {
                roles.add(role);
            }
        });
        return Collections.unmodifiableList(roles);
    }

    /** The roles whose doings {@link Mark#TEAM} lets somebody with these roles see; empty for who leads nobody. */
    public static Set<Role> team(Collection<Role> roles) {
        Set<Role> team = EnumSet.noneOf(Role.class);
        roles.forEach(role -> team.addAll(TEAMS.getOrDefault(role, Set.of())));
        return Collections.unmodifiableSet(team);
    }

    /** Whether one person may hold these roles: at least one, and an administrator's or an auditor's with no other. */
    public static boolean fitTogether(Set<Role> roles) {
        return !roles.isEmpty() && (roles.size() == 1 || Collections.disjoint(roles, HELD_ALONE));
    }

    /** What people call a role. */
    public static String title(Role role) {
        return switch (role) {
            case SUPPORT -> "Support";
            case SUPPORT_LEAD -> "Support lead";
            case TRUST_SAFETY -> "Trust and safety";
            case TRUST_SAFETY_LEAD -> "Trust and safety lead";
            case PRIVACY_OFFICER -> "Privacy officer";
            case FINANCE -> "Finance";
            case ADMIN -> "Administrator";
            case AUDITOR -> "Auditor";
        };
    }

    private static Mark farther(Mark one, Mark other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
