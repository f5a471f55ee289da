package io.millwright.pipeline.capture;

import io.millwright.decision.Feedback.Given;
import io.millwright.decision.Opinion;
import java.io.DataInputStream;
import java.io.IOException;

/**
 * An opinion as it stands beside rows. Immutable.
 *
 * @param verdict name of the {@link Opinion.Verdict}
 * @param timeMicros when it was given
 */
public record CapturedOpinion(
        String asset,
        long run,
        long sequence,
        String verdict,
        String reading,
        String label,
        String comment,
        String who,
        long timeMicros) {

    static byte[] bytes(Given given) {
        Opinion opinion = given.opinion();
        RecordText out = new RecordText();
        out.text(opinion.asset());
        out.write(to -> {
            to.writeLong(opinion.run());
            to.writeLong(opinion.sequence());
        });
        out.text(opinion.verdict().name());
        out.text(opinion.reading());
        out.text(opinion.label());
        out.text(opinion.comment());
        out.text(opinion.who());
        out.write(to -> to.writeLong(given.timeMicros()));
        return out.bytes();
    }

    static CapturedOpinion read(DataInputStream in) throws IOException {
        return new CapturedOpinion(
                RecordText.read(in),
                in.readLong(),
                in.readLong(),
                RecordText.read(in),
                RecordText.read(in),
                RecordText.read(in),
                RecordText.read(in),
                RecordText.read(in),
                in.readLong());
    }
}
