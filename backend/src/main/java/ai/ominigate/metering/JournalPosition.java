package ai.ominigate.metering;

/**
 * A place between two records of a journal.
 *
 * @param segment the number of the segment
 * @param offset bytes from the start of that segment's file
 * @param seq the number of the record that follows
 */
record JournalPosition(long segment, int offset, long seq) implements Comparable<JournalPosition> {

    @Override
    public int compareTo(JournalPosition other) {
        int bySegment = Long.compare(segment, other.segment);
        return bySegment != 0 ? bySegment : Integer.compare(offset, other.offset);
    }
}
