package ai.ominigate.abuse.signal;

/** What an account usually spends. Public fields, as it is written down as JSON. Money in nano-dollars. */
@SuppressWarnings("VisibilityModifier")
final class AccountHabits {
    static final long SLOT = Habits.HOUR / 4;

    private static final int HOURS_OF_DAY = 24;
    private static final int LONGEST_GAP = 4 * HOURS_OF_DAY * 7;
    private static final double SLOTS_WEIGHT = 0.1;

    /** A day later, what was spent at that hour counts so much. */
    private static final double FADES_BY_DAY = 0.9;

    /** When it called last, in milliseconds since 1970. */
    public long lastAt;

    /** What it spends in a quarter of an hour. */
    public Habits.Usual spending = new Habits.Usual();

    public long slot;
    public double ofSlot;

    /** The most that it spent in a quarter of each hour of the day, UTC, on days before: jobs have their hours. */
    public double[] schedule = new double[HOURS_OF_DAY];

    public double[] today = new double[HOURS_OF_DAY];
    public long day;

    void learn(long at, long costNanos) {
        long now = at / SLOT;
        if (slot == 0) {
            slot = now;
            day = at / Habits.DAY;
        }
        if (now > slot) {
            closeSlots(now);
        }
        closeDays(at / Habits.DAY);
        ofSlot += costNanos;
        int hour = hourOfDay(at);
        today[hour] = Math.max(today[hour], ofSlot);
        lastAt = Math.max(lastAt, at);
    }

    private void closeSlots(long now) {
        spending.learn(ofSlot, SLOTS_WEIGHT);
        for (long silent = Math.min(now - slot - 1, LONGEST_GAP); silent > 0; silent--) {
            spending.learn(0, SLOTS_WEIGHT);
        }
        slot = now;
        ofSlot = 0;
    }

    private void closeDays(long now) {
        if (now <= day) {
            return;
        }
        for (int hour = 0; hour < HOURS_OF_DAY; hour++) {
            schedule[hour] = Math.max(schedule[hour] * Math.pow(FADES_BY_DAY, now - day), today[hour]);
            today[hour] = 0;
        }
        day = now;
    }

    private static int hourOfDay(long at) {
        return (int) (at / Habits.HOUR % HOURS_OF_DAY);
    }

    /** What it has spent so far in the quarter of an hour of this moment. */
    double spentInSlotOf(long at) {
        return at / SLOT == slot ? ofSlot : 0;
    }

    /** Quarters of an hour that it is known for, silent ones too. */
    int slots(long at) {
        return spending.times + (int) Math.min(LONGEST_GAP, Math.max(0, at / SLOT - slot));
    }

    /** The most it has spent in a quarter of an hour around this hour of a day, on days before. */
    double usualAtThisHour(long at) {
        double most = 0;
        for (int beside = -1; beside <= 1; beside++) {
            int hour = Math.floorMod(hourOfDay(at) + beside, HOURS_OF_DAY);
            most = Math.max(most, at / Habits.DAY > day ? Math.max(schedule[hour], today[hour]) : schedule[hour]);
        }
        return most;
    }

    /**
     * By how many standard deviations so much exceeds what is usual.
     *
     * @param leastDeviation so that who never spends anything is not unusual with a cent
     */
    double deviations(double nanos, double leastDeviation) {
        return (nanos - spending.mean) / Math.max(leastDeviation, spending.deviation());
    }
}
