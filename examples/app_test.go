// npx mock-oauth2-provider exec -- node app.cjs go test app_test.go
package app

import "io"
import "net/http"
import "os"
import "strings"
import "testing"

func TestAsksOnceMoreAfter503(t *testing.T) {
	control := os.Getenv("MOCK_OAUTH2_CONTROL_URL")
	http.Post(control+"/faults", "application/json", strings.NewReader(`{"rule": "token=503@1"}`))
	answer, _ := http.Get(os.Getenv("APP_URL") + "/login")
	if page, _ := io.ReadAll(answer.Body); string(page) != "Hello alice" {
		t.Fatal(string(page))
	}
}
