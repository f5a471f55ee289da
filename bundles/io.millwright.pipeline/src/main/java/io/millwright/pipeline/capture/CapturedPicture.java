package io.millwright.pipeline.capture;

import io.millwright.decision.Decision;
import io.millwright.decision.Picture;
import io.millwright.decision.Picture.Format;
import io.millwright.decision.Value;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A picture that a model saw, whole in itself: its decision's row may have gone. Immutable but for its bytes.
 *
 * @param model name of the model that decided
 * @param version of the model
 * @param windowEndMicros by the source's clock, microseconds since 1970 UTC
 * @param why it was kept
 * @param readings names of the model's readings
 * @param labels what they said
 * @param feature that it fills
 * @param held whether it is one that others are compared with
 * @param colour order of the bytes of one without a header, "" for the others
 */
public record CapturedPicture(
        String asset,
        String part,
        long run,
        long sequence,
        long windowEndMicros,
        String model,
        String version,
        String why,
        List<String> readings,
        List<String> labels,
        String feature,
        boolean held,
        Format format,
        int width,
        int height,
        String colour,
        byte[] bytes) {
    /** Creates a picture. */
    public CapturedPicture {
        readings = List.copyOf(readings);
        labels = List.copyOf(labels);
    }

    /**
     * Writes a picture.
     *
     * @param part "" where it is never written
     */
    static byte[] bytes(Decision decision, Picture picture, String part, Why why) {
        RecordText out = new RecordText();
        out.text(decision.asset());
        out.text(part);
        out.write(to -> {
            to.writeLong(decision.run());
            to.writeLong(decision.sequence());
            to.writeLong(decision.windowEndMicros());
        });
        out.text(decision.model().name());
        out.text(decision.model().version());
        out.text(why.word());
        out.texts(decision.values().stream().map(Value::name).toList());
        out.texts(decision.values().stream().map(Value::label).toList());
        out.text(picture.feature());
        out.write(to -> to.writeBoolean(picture.held()));
        out.text(picture.format().name());
        out.write(to -> {
            to.writeInt(picture.width());
            to.writeInt(picture.height());
        });
        out.text(picture.colour());
        ByteBuffer encoded = picture.bytes();
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        out.write(to -> {
            to.writeInt(bytes.length);
            to.write(bytes);
        });
        return out.bytes();
    }

    static CapturedPicture read(DataInputStream in) throws IOException {
        String asset = RecordText.read(in);
        String part = RecordText.read(in);
        long run = in.readLong();
        long sequence = in.readLong();
        long end = in.readLong();
        String model = RecordText.read(in);
        String version = RecordText.read(in);
        String why = RecordText.read(in);
        List<String> readings = RecordText.readTexts(in);
        List<String> labels = RecordText.readTexts(in);
        String feature = RecordText.read(in);
        boolean held = in.readBoolean();
        Format format = format(RecordText.read(in));
        int width = in.readInt();
        int height = in.readInt();
        String colour = RecordText.read(in);
        int length = in.readInt();
        if (length < 0 || length > Frame.MOST_BYTES) {
            throw new IOException("a record says that a picture has " + length + " bytes");
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("a picture is not whole");
        }
        return new CapturedPicture(
                asset, part, run, sequence, end, model, version, why, readings, labels, feature, held, format, width,
                height, colour, bytes);
    }

    private static Format format(String name) throws IOException {
        try {
            return Format.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new IOException("it holds a picture of format " + name + ", of a later version", e);
        }
    }
}
