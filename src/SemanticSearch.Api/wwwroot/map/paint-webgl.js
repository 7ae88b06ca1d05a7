// Draws the points with the graphics card, which reads the bytes as the service sent them and does all of the moving: a frame costs two calls, however many points there are.

const Vertex = `#version 300 es
in vec2 place;
in vec3 colour;
uniform vec2 scale;
uniform vec2 shift;
uniform float size;
out vec3 tint;
void main() {
  gl_Position = vec4(place * scale + shift, 0.0, 1.0);
  gl_PointSize = size;
  tint = colour;
}`;

const Fragment = `#version 300 es
precision highp float;
in vec3 tint;
uniform float size;
uniform float opacity;
out vec4 drawn;
void main() {
  float edge = (0.5 - length(gl_PointCoord - 0.5)) * size;
  float cover = clamp(edge + 0.5, 0.0, 1.0) * opacity;
  drawn = vec4(tint * cover, cover);
}`;

/** A painter, or null where the browser has no WebGL 2, or only plays a graphics card, which is slower than to do without one. */
export function webglPainter(canvas) {
  const gl = canvas.getContext('webgl2', { antialias: false, depth: false, powerPreference: 'low-power', failIfMajorPerformanceCaveat: true });
  return gl && new WebglPainter(canvas, gl);
}

class WebglPainter {
  constructor(canvas, gl) {
    [this.canvas, this.gl, this.uploaded, this.lit] = [canvas, gl, 0, 0];
    const program = this.program = link(gl);
    this.uniforms = Object.fromEntries(['scale', 'shift', 'size', 'opacity'].map(name => [name, gl.getUniformLocation(program, name)]));
    [this.places, this.colours, this.indices] = [gl.createBuffer(), gl.createBuffer(), gl.createBuffer()];
    gl.useProgram(program);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  /** Takes the points that have come since the last time. */
  take(points) {
    const { gl } = this;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.places);
    if (this.points !== points) {
      [this.points, this.uploaded] = [points, 0];
      gl.bufferData(gl.ARRAY_BUFFER, points.bytes.length, gl.STATIC_DRAW);
      this.attribute('place', 2, gl.UNSIGNED_SHORT, 8);
    }
    gl.bufferSubData(gl.ARRAY_BUFFER, this.uploaded, points.bytes, this.uploaded, points.received - this.uploaded);
    this.uploaded = points.received;
  }

  /** Takes the colours of all points, four bytes each. */
  colour(colours) {
    const { gl } = this;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.colours);
    gl.bufferData(gl.ARRAY_BUFFER, colours, gl.STATIC_DRAW);
    this.attribute('colour', 3, gl.UNSIGNED_BYTE, 4);
  }

  /** Takes the points that are lit, while all others fade; none for no difference. */
  light(indices) {
    const { gl } = this;
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.indices);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, Uint32Array.from(indices), gl.STATIC_DRAW);
    this.lit = indices.length;
  }

  /** @param size px of a point, and how many px of the canvas are one of the page. */
  draw(camera, size, ratio) {
    const { gl, canvas, uniforms } = this;
    const [x, y] = [2 * camera.scale / camera.width, 2 * camera.scale / camera.height];
    gl.viewport(0, 0, canvas.width, canvas.height);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.uniform2f(uniforms.scale, x, y * camera.aspect);
    gl.uniform2f(uniforms.shift, -camera.x * x, -camera.y * y);
    this.pass(size * ratio, this.lit ? 0.16 : 0.85, () => gl.drawArrays(gl.POINTS, 0, this.points.loaded));
    if (this.lit) this.pass(Math.max(6, size * 1.6) * ratio, 1, () => gl.drawElements(gl.POINTS, this.lit, gl.UNSIGNED_INT, 0));
  }

  pass(size, opacity, draw) {
    this.gl.uniform1f(this.uniforms.size, size);
    this.gl.uniform1f(this.uniforms.opacity, opacity);
    draw();
  }

  attribute(name, parts, type, stride) {
    const at = this.gl.getAttribLocation(this.program, name);
    this.gl.enableVertexAttribArray(at);
    this.gl.vertexAttribPointer(at, parts, type, true, stride, 0);
  }
}

function link(gl) {
  const program = gl.createProgram();
  for (const [type, source] of [[gl.VERTEX_SHADER, Vertex], [gl.FRAGMENT_SHADER, Fragment]]) {
    const shader = gl.createShader(type);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program));
  return program;
}
