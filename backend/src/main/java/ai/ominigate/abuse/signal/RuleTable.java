package ai.ominigate.abuse.signal;

import ai.ominigate.abuse.entity.Family;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The first version of every rule. The staff makes later ones, which are in the database. */
final class RuleTable {
    private static final String TABLE = """
            signal  family          threshold  further                     window  points  half-life  cap

            S1      AUTHENTICATION  20         accounts=8                  PT10M   30      PT6H       60
            S2      AUTHENTICATION  10         networks=5                  PT1H    25      PT6H       60
            S3      KEYS            30         -                           PT5M    40      PT6H       70
            S4      KEYS            5          countries=3,systems=7       PT24H   25      PT24H      70
            S5      KEYS            10         probe=500,tokens=20000 PT48H   45      PT24H      70
            S7      KEYS            1          -                           PT24H   60      PT168H     70
            S8      KEYS            51         -                           PT1H    20      PT24H      70
            S6      SPEND           6          dollars=20,slots=8          PT15M   20      PT24H      40
            S10     PAYMENT         5          -                           PT1H    40      PT168H     70
            S11     PAYMENT         1          -                           PT24H   50      PT168H     70
            S12     CONTENT         5          calls=20,refusals=5,weight-content-filter=1,weight-refusal=1,weight-moderation=1.5,weight-cyber=1,weight-bio=2,weight-general-harms=1.5,weight-frontier-llm=0.25,weight-reasoning-extraction=0.25 PT1H 40 PT168H 70
            S13     CONTENT         1          -                           PT24H   60      PT168H     70
            S14     TRAFFIC         60         calls-per-second=20         PT10M   15      PT6H       40
            S15     TRAFFIC         600        -                           PT10M   10      PT6H       40
            S17     TRAFFIC         1          -                           PT24H   10      PT6H       40
            S9      ENROLMENT       3          credit-minutes=30           PT24H   25      PT168H     50
            S16     TAKEOVER        900        -                           PT24H   15      PT24H      60
            S18     TAKEOVER        3          -                           PT15M   35      PT24H      60
            """;

    private static final Map<Signal, Family> FAMILIES = new EnumMap<>(Signal.class);
    private static final Map<Signal, RuleVersion> FIRST = new EnumMap<>(Signal.class);

    static {
        TABLE.lines()
                .skip(1)
                .filter(line -> !line.isBlank())
                .map(line -> List.of(line.split(" +")))
                .forEach(RuleTable::read);
        if (FIRST.size() != Signal.values().length) {
            throw new IllegalStateException("the table of rules does not name every signal");
        }
    }

    private RuleTable() {}

    private static void read(List<String> line) {
        Signal signal = Signal.valueOf(line.get(0));
        FAMILIES.put(signal, Family.valueOf(line.get(1)));
        FIRST.put(
                signal,
                new RuleVersion(
                        signal,
                        1,
                        false,
                        Double.parseDouble(line.get(2)),
                        further(line.get(3)),
                        Duration.parse(line.get(4)),
                        Integer.parseInt(line.get(5)),
                        Duration.parse(line.get(6)),
                        Integer.parseInt(line.get(7))));
    }

    private static Map<String, Double> further(String text) {
        Map<String, Double> further = new TreeMap<>();
        if (!text.equals("-")) {
            Arrays.stream(text.split(","))
                    .map(pair -> pair.split("="))
                    .forEach(pair -> further.put(pair[0], Double.valueOf(pair[1])));
        }
        return further;
    }

    static Family family(Signal signal) {
        return FAMILIES.getOrDefault(signal, Family.TRAFFIC);
    }

    /** The first version of each rule, by signal. */
    static Collection<RuleVersion> first() {
        return Collections.unmodifiableCollection(FIRST.values());
    }

    static RuleVersion first(Signal signal) {
        RuleVersion first = FIRST.get(signal);
        if (first == null) {
            throw new IllegalStateException("the table of rules does not name " + signal);
        }
        return first;
    }
}
