package io.millwright.bench.runner;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One run of a model, bare and through the product's runner. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RunnerBenchmark {
    /** The model: mlp or cnn. */
    @Param({"mlp", "cnn"})
    public String model;

    private RunnerUnderTest underTest;

    /** Opens the model. */
    @Setup
    public void open() throws Exception {
        underTest = model.equals("mlp") ? RunnerUnderTest.mlp(0) : RunnerUnderTest.cnn(0);
    }

    /** Closes the model. */
    @TearDown
    public void close() throws Exception {
        underTest.close();
    }

    /** ONNX Runtime alone. */
    @Benchmark
    public void bare() throws Exception {
        underTest.runBare();
    }

    /** The product's runner. */
    @Benchmark
    public void runner() throws Exception {
        underTest.runRunner();
    }
}
