export default function ({ data }) {
  const value = encodeURIComponent(data.value)
  document.cookie = `${data.cookie}=${value}; path=/; max-age=${data.seconds}; SameSite=Strict`
}
