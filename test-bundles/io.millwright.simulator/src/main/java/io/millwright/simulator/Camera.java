package io.millwright.simulator;

import java.util.List;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;

/** A camera: tags {@code Camera<i>.picture} and {@code Camera<i>.number}, of the same source time. */
final class Camera implements Signal {
    private final int camera;
    private final long periodMicros;
    private final ByteString[] pictures;
    private final Tag picture;
    private final Tag number;

    /** @param pictures encoded ahead and shared by all cameras, as {@link CameraPicture#encodeAll} orders them */
    Camera(int camera, ByteString[] pictures, long periodMicros) {
        this.camera = camera;
        this.pictures = pictures;
        this.periodMicros = periodMicros;
        picture = new Tag("Camera" + camera + ".picture", TagType.BYTE_STRING).every(periodMicros);
        number = new Tag("Camera" + camera + ".number", TagType.INT64).every(periodMicros);
    }

    @Override
    public List<Tag> tags() {
        return List.of(picture, number);
    }

    @Override
    public long periodMicros() {
        return periodMicros;
    }

    @Override
    public void write(long scheduledMicros) {
        long n = CameraPicture.number(scheduledMicros, periodMicros);
        number.write(n, Statuses.GOOD, scheduledMicros);
        picture.write(pictures[CameraPicture.index(camera, n)], Statuses.GOOD, scheduledMicros);
    }
}
