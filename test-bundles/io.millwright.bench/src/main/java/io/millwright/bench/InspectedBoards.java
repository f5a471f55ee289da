package io.millwright.bench;

import io.millwright.inference.ModelFolder;
import io.millwright.model.ImageSpec.Colour;
import io.millwright.model.ImageSpec.Fit;
import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import io.millwright.model.Reading;
import io.millwright.pipeline.shape.StillPicture;
import io.millwright.pipeline.shape.UnusablePicture;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;

/** An inspection model in the gateway's own runner, asked about pictures as files. Used by one thread. */
final class InspectedBoards implements AutoCloseable {
    private static final long LIMIT_MILLIS = 60_000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final ModelFolder folder;
    private final ModelRunner runner;
    private final FloatBuffer[] inputs;
    private final FloatBuffer[] outputs;
    private final List<Reading> readings;
    private final int width;
    private final int height;

    /** What the model said of a picture; {@code nanos} is the run alone, {@code cpuNanos} what its thread computed. */
    record Said(double defect, String kind, String picture, double x, double y, long nanos, long cpuNanos) {
        boolean called() {
            return defect >= 0.5;
        }
    }

    InspectedBoards(Path model) throws IOException, ModelException {
        folder = ModelFolder.open(model, 1, 0);
        Model opened = folder.model();
        runner = opened.open(1);
        readings = opened.readings();
        long[] shape = opened.inputs().get(0).shape();
        height = (int) shape[2];
        width = (int) shape[3];
        inputs = new FloatBuffer[opened.inputs().size()];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = runner.input(i).order(ByteOrder.nativeOrder()).asFloatBuffer();
        }
        outputs = new FloatBuffer[opened.outputs().size()];
        for (int i = 0; i < outputs.length; i++) {
            ByteBuffer output = runner.output(i);
            outputs[i] = output.order(ByteOrder.nativeOrder()).asFloatBuffer();
        }
    }

    /** Asks; the reference may be null where the model takes none. */
    Said ask(byte[] picture, byte[] reference) throws ModelException, UnusablePicture {
        fill(inputs[0], picture);
        if (inputs.length > 1) {
            fill(inputs[1], reference);
        }
        long started = System.nanoTime();
        long cpuStarted = THREADS.getCurrentThreadCpuTime();
        runner.run(LIMIT_MILLIS);
        long cpuNanos = THREADS.getCurrentThreadCpuTime() - cpuStarted;
        long nanos = System.nanoTime() - started;
        return new Said(number("defect"), label("kind"), label("picture"), number("x"), number("y"), nanos, cpuNanos);
    }

    private void fill(FloatBuffer input, byte[] file) throws UnusablePicture {
        byte[] pixels = new StillPicture(file).pixels(width, height, Colour.GRAY, Fit.STRETCH);
        for (int i = 0; i < pixels.length; i++) {
            input.put(i, pixels[i] & 0xFF);
        }
    }

    private Reading reading(String name) {
        return readings.stream()
                .filter(reading -> reading.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private double number(String name) {
        Reading reading = reading(name);
        return outputs[reading.output()].get(reading.index());
    }

    private String label(String name) {
        Reading reading = reading(name);
        int best = 0;
        for (int i = 1; i < reading.labels().size(); i++) {
            if (outputs[reading.output()].get(reading.index() + i)
                    > outputs[reading.output()].get(reading.index() + best)) {
                best = i;
            }
        }
        return reading.labels().get(best);
    }

    @Override
    public void close() {
        runner.close();
        folder.close();
    }
}
