// Hands the redacted sound to the conversation: the bytes are the call's id, a line feed, then FLAC.
// They come through the session's own connection, so no address exists under which anybody could fetch the voice.
export default function ({ data }) {
  if (!data) return
  const feed = data.indexOf(10)
  const call = new TextDecoder().decode(data.subarray(0, feed))
  if (window.callqaSound?.call === call && window.callqaSound.size === data.length) return
  if (window.callqaSound) URL.revokeObjectURL(window.callqaSound.url)
  const url = URL.createObjectURL(new Blob([data.subarray(feed + 1)], { type: "audio/flac" }))
  window.callqaSound = { call, size: data.length, url }
  window.dispatchEvent(new CustomEvent("callqa:sound"))
}
