package io.millwright.pipeline.capture;

import io.millwright.decision.Decision;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.Value;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A decision with what the model saw. Immutable but for its values.
 *
 * @param why it was kept
 * @param rows of the window
 * @param values row by row, in the order of the schema's features
 */
public record CapturedRow(
        String asset,
        String part,
        long run,
        long sequence,
        long windowStartMicros,
        long windowEndMicros,
        String role,
        String quality,
        String reason,
        String why,
        List<Said> readings,
        int rows,
        double[] values) {

    /** What the model said in one reading. */
    public record Said(double number, double lower, double upper, String rawLabel, String label, String severity) {}

    /** Creates a row. */
    public CapturedRow {
        readings = List.copyOf(readings);
    }

    /**
     * Writes a decision.
     *
     * @param columns indices of the features that are written
     * @param part "" where it is never written
     */
    static byte[] bytes(Decision decision, FeatureSnapshot inputs, int[] columns, String part, Why why) {
        RecordText out = new RecordText();
        out.text(decision.asset());
        out.text(part);
        out.write(to -> {
            to.writeLong(decision.run());
            to.writeLong(decision.sequence());
            to.writeLong(decision.windowStartMicros());
            to.writeLong(decision.windowEndMicros());
        });
        out.text(decision.role().name());
        out.text(decision.quality().name());
        out.text(decision.reason());
        out.text(why.word());
        List<Value> values = decision.values();
        out.write(to -> to.writeInt(values.size()));
        for (Value value : values) {
            out.write(to -> {
                to.writeDouble(value.number());
                to.writeDouble(value.lower());
                to.writeDouble(value.upper());
            });
            out.text(value.rawLabel());
            out.text(value.label());
            out.text(value.severity().name());
        }
        out.write(to -> values(to, inputs, columns));
        return out.bytes();
    }

    /** Models take 4-byte numbers as a rule; where those say the same they are enough. */
    private static void values(DataOutputStream to, FeatureSnapshot inputs, int[] columns) throws IOException {
        boolean wide = false;
        for (int row = 0; row < inputs.rows() && !wide; row++) {
            for (int column : columns) {
                double value = inputs.value(row, column);
                wide |= Double.compare((float) value, value) != 0;
            }
        }
        to.writeInt(inputs.rows());
        to.writeInt(columns.length);
        to.writeBoolean(wide);
        for (int row = 0; row < inputs.rows(); row++) {
            for (int column : columns) {
                if (wide) {
                    to.writeDouble(inputs.value(row, column));
                } else {
                    to.writeFloat((float) inputs.value(row, column));
                }
            }
        }
    }

    static CapturedRow read(DataInputStream in) throws IOException {
        String asset = RecordText.read(in);
        String part = RecordText.read(in);
        long run = in.readLong();
        long sequence = in.readLong();
        long start = in.readLong();
        long end = in.readLong();
        String role = RecordText.read(in);
        String quality = RecordText.read(in);
        String reason = RecordText.read(in);
        String why = RecordText.read(in);
        int count = RecordText.count(in);
        List<Said> readings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            readings.add(new Said(
                    in.readDouble(),
                    in.readDouble(),
                    in.readDouble(),
                    RecordText.read(in),
                    RecordText.read(in),
                    RecordText.read(in)));
        }
        int rows = RecordText.count(in);
        int columns = RecordText.count(in);
        boolean wide = in.readBoolean();
        double[] values = new double[Math.multiplyExact(rows, columns)];
        for (int i = 0; i < values.length; i++) {
            values[i] = wide ? in.readDouble() : in.readFloat();
        }
        return new CapturedRow(
                asset, part, run, sequence, start, end, role, quality, reason, why, readings, rows, values);
    }
}
